"""The interview at the terminal: one driver for both front ends, every answer saved as it is given."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable
from typing import Any

from calcinosis_cli.assess.answers import UNKNOWN, Answers
from calcinosis_cli.assess.assess import core
from calcinosis_cli.errors import InputError
from calcinosis_cli.interview import store
from calcinosis_cli.interview.asking import Asker
from calcinosis_cli.interview.document import DONE
from calcinosis_cli.interview.front import Back, Front, Option, Title
from calcinosis_cli.interview.given import Given, from_replies
from calcinosis_cli.interview.order import Asked, Outlook, choose, outlook, section_of
from calcinosis_cli.interview.replies import shown
from calcinosis_cli.interview.urgent import Herald, level_word
from calcinosis_cli.knowledge.base import Knowledge
from calcinosis_cli.knowledge.model import Section

RESULT = "(result)"
"""The choice, on the review screen, that ends the interview."""


def interview(knowledge: Knowledge, plain: bool = False, resume: bool = False, keep: bool = False) -> Answers:
    """Ask what still matters, and return the answers.

    Raises :class:`InputError` when ``resume`` finds no session, and ``KeyboardInterrupt`` when the clinician leaves: the
    answers are saved then. A session that is finished is deleted, unless ``keep``.
    """
    front = front_end(plain)
    id_ = store.new_id()
    replies: dict[str, Any] = {}
    if resume:
        kept = store.saved()
        if not kept:
            raise InputError("there is no saved interview to go on with; start one with: calcinosis triage")
        id_ = kept[0].id
        replies, refused = store.load(kept[0], knowledge)
        front.say(f"Going on with the interview {id_}: {len(replies)} questions are answered.")
        if refused:
            front.say(f"Asked again where needed, because the answer is no longer valid: {', '.join(refused)}.")
    gc.freeze()  # the knowledge stays: looking through it for garbage would hold up keys now and then
    given = Driver(knowledge, front, replies, _saver(id_, knowledge, front)).run()
    if not keep:
        store.delete(id_)
    return given.answers


def front_end(plain: bool) -> Front:
    """The front end that this terminal can show."""
    from calcinosis_cli.interview.plain import Plain

    encoding = (getattr(sys.stderr, "encoding", None) or "ascii").casefold().replace("-", "")
    if plain or os.environ.get("TERM") in ("dumb", "unknown") or os.environ.get("ACCESSIBLE") or encoding != "utf8":
        return Plain()
    try:
        from calcinosis_cli.interview.prompts import Prompts

        return Prompts()
    except Exception:  # noqa: BLE001 (a console that cannot be redrawn, such as mintty on Windows, says so in many ways)
        return Plain()


def _saver(id_: str, knowledge: Knowledge, front: Front) -> Callable[[dict[str, Any]], None]:
    failed = False

    def save(replies: dict[str, Any]) -> None:
        nonlocal failed
        try:
            store.save(id_, replies, knowledge)
        except InputError as error:
            if not failed:
                front.say(f"The answers are not being saved: {error}")
            failed = True

    return save


class Driver:
    """Asks step by step until nothing left could change the result, and the review is confirmed."""

    def __init__(
        self, knowledge: Knowledge, front: Front, replies: dict[str, Any], save: Callable[[dict[str, Any]], None]
    ) -> None:
        self.knowledge = knowledge
        self.front = front
        self.asker = Asker(front, knowledge)
        self.save = save
        self.now: dict[str, Any] = dict(replies)
        """The answers so far."""
        self.before: list[dict[str, Any]] = []
        """The answers before each page, to come back to."""
        self.held: dict[str, Any] = dict(replies)
        """The last answer to every question, offered when it is asked again."""
        self.herald = Herald()
        self.level: str | None = None
        """The urgency so far, once it is urgent."""

    def run(self) -> Given:
        """Ask to the end."""
        self.front.say(
            "Answer what you know; unknown is always an answer. ? says why a question is asked, b or Esc goes back."
        )
        while True:
            given = from_replies(self.now, self.knowledge)
            found = outlook(given, self.knowledge)
            self.level = level_word(found.reach.core.triaged)
            news = self.herald.news(found.reach.core.triaged)
            try:
                self._announce(news)
                if self._turn(given, found):
                    return given
            except Back:
                self._back()
            except (KeyboardInterrupt, EOFError):
                self._leave()

    def _announce(self, news: list[str]) -> None:
        """Tell what has become urgent; an emergency waits until it has been read."""
        for line in news:
            self.front.say(line)
        if any(line.startswith("!!!") for line in news):
            self.front.pause()

    def _turn(self, given: Given, found: Outlook) -> bool:
        """Ask one page; whether the interview is over."""
        screen = choose(found)
        if screen is None:
            return self._review(given)
        title = self._title(screen.section, len(found.left) - len(screen.questions))
        self._next(self.asker.page(title, screen.questions, self.held, given.answers, self._keep))
        return False

    def _title(self, section: Section, later: int | None = None) -> Title:
        """The line above a page; the urgency stands there as soon as it is urgent."""

        def title() -> str:
            parts = [section.title]
            if later is not None:
                parts.append(
                    f"up to {later} more question{'' if later == 1 else 's'}" if later else "the last page, perhaps"
                )
            if self.level:
                parts.append(f"so far: {self.level}")
            return " | ".join(parts)

        return title

    def _next(self, answers: dict[str, Any]) -> None:
        """Take answers over, save them, and remember the way back."""
        self.before.append(self.now)
        self.held.update(answers)
        self.now = {**self.now, **answers}
        self.save(self.now)

    def _keep(self, begun: dict[str, Any]) -> list[str]:
        """Save a page that is only begun: a list on it may not be complete yet. An emergency is told at once."""
        self.held.update(begun)
        lists = {id_ for id_ in begun if self.knowledge.findings[id_].type == "list" and isinstance(begun[id_], list)}
        replies = {**self.now, **{id_: [*raw, UNKNOWN] if id_ in lists else raw for id_, raw in begun.items()}}
        self.save(replies)
        triaged = core(from_replies(replies, self.knowledge).answers, self.knowledge).triaged
        self.level = level_word(triaged)
        return self.herald.emergency(triaged)

    def _back(self) -> None:
        if not self.before:
            self.front.say("This is the first page.")
            return
        self.now = self.before.pop()
        self.save(self.now)

    def _leave(self) -> None:
        """Ask once whether to leave; a second Ctrl-C (or end of input) leaves."""
        self.front.say("\nInterrupted. Ctrl-C again leaves.")
        try:
            self.front.pause()
        except (KeyboardInterrupt, EOFError):
            if self.now:
                self.front.say("\nYour answers are saved. Go on with: calcinosis triage --resume")
            raise KeyboardInterrupt from None

    def _review(self, given: Given) -> bool:
        """Show every answer; change one, or go on to the result."""
        self.front.say()
        self.front.say(f"-- Review | {DONE} --")
        findings = self.knowledge.findings
        rows = [
            Option(id_, f"{findings[id_].label}: {shown(findings[id_], self.now[id_], self.knowledge)}")
            for id_ in findings
            if id_ in self.now
        ]
        options = [Option(RESULT, "Show the result"), *rows]
        chosen = self.front.one("Show the result, or choose an answer to change it.", options)
        if chosen == RESULT:
            return True
        asked = Asked(findings[chosen], ())
        title = self._title(section_of(asked.finding, self.knowledge))
        self._next(self.asker.page(title, (asked,), self.held, given.answers, self._keep))
        return False
