"""The interview at the terminal: one driver for both front ends, every answer saved as it is given."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import Any

from msgspec import Struct

from calcinosis_cli.assess.answers import UNKNOWN, Answers
from calcinosis_cli.errors import InputError
from calcinosis_cli.interview import store
from calcinosis_cli.interview.asking import Asker, next_step
from calcinosis_cli.interview.document import DONE
from calcinosis_cli.interview.front import Back, Front, Option
from calcinosis_cli.interview.given import Given, from_replies
from calcinosis_cli.interview.order import Asked, Outlook, choose, outlook, section_of
from calcinosis_cli.interview.replies import shown
from calcinosis_cli.interview.urgent import Herald, level_word
from calcinosis_cli.knowledge.base import Knowledge

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


class _Moment(Struct, frozen=True):
    """The state before a step, to come back to."""

    replies: dict[str, Any]
    queue: frozenset[str]
    at_hand: frozenset[str]


class Driver:
    """Asks step by step until nothing left could change the result, and the review is confirmed."""

    def __init__(
        self, knowledge: Knowledge, front: Front, replies: dict[str, Any], save: Callable[[dict[str, Any]], None]
    ) -> None:
        self.knowledge = knowledge
        self.front = front
        self.asker = Asker(front, knowledge)
        self.save = save
        self.now = _Moment(dict(replies), frozenset(), frozenset())
        self.before: list[_Moment] = []
        self.held: dict[str, Any] = dict(replies)
        """The last answer to every question, offered when it is asked again."""
        self.herald = Herald()

    def run(self) -> Given:
        """Ask to the end."""
        self.front.say(
            "Answer what you know; unknown is always an answer. ? says why a question is asked, b or Esc goes back."
        )
        while True:
            given = from_replies(self.now.replies, self.knowledge)
            found = outlook(given, self.knowledge)
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
        """Ask one step; whether the interview is over."""
        due = [asked for asked in found.left if asked.finding.id in self.now.queue]
        if not due:
            screen = choose(found)
            if screen is None:
                return self._review(given)
            due = list(screen.questions)
        queue = frozenset(asked.finding.id for asked in due)
        self._running_line(due[0], found)
        step = next_step(due, self.now.at_hand)
        if step.kind == "states":
            title = section_of(due[0].finding, self.knowledge).title
            self._next(self.asker.checklist(title, step.questions, self.held, self._keep), queue)
        elif step.kind == "tests":
            chosen = self.asker.tests(step.questions, self.held)
            missing = {a.finding.id: UNKNOWN for a in step.questions if a.finding.id not in chosen}
            self._next(missing, queue, frozenset(chosen))
        else:
            asked = step.questions[0]
            raw = self.asker.single(asked, self.held.get(asked.finding.id), given.answers)
            self._next({asked.finding.id: raw}, queue)
        return False

    def _running_line(self, asked: Asked, found: Outlook) -> None:
        parts = [section_of(asked.finding, self.knowledge).title, f"about {len(found.left)} questions left at most"]
        level = level_word(found.reach.core.triaged)
        self.front.say()
        self.front.say(f"-- {' | '.join([*parts, *([level] if level else [])])} --")

    def _next(self, answers: dict[str, Any], queue: frozenset[str], at_hand: frozenset[str] = frozenset()) -> None:
        """Take answers over, save them, and remember the way back."""
        self.before.append(self.now)
        self.held.update(answers)
        self.now = _Moment({**self.now.replies, **answers}, queue, self.now.at_hand | at_hand)
        self.save(self.now.replies)

    def _keep(self, begun: dict[str, Any]) -> None:
        """Save a checklist that is only begun."""
        self.held.update(begun)
        self.save({**self.now.replies, **begun})

    def _back(self) -> None:
        if not self.before:
            self.front.say("This is the first question.")
            return
        self.now = self.before.pop()
        self.save(self.now.replies)

    def _leave(self) -> None:
        """Ask once whether to leave; a second Ctrl-C (or end of input) leaves."""
        self.front.say("\nInterrupted. Ctrl-C again leaves; Enter goes on.")
        try:
            self.front.pause()
        except (KeyboardInterrupt, EOFError):
            if self.now.replies:
                self.front.say("\nYour answers are saved. Go on with: calcinosis triage --resume")
            raise KeyboardInterrupt from None

    def _review(self, given: Given) -> bool:
        """Show every answer; change one, or go on to the result."""
        self.front.say()
        self.front.say(f"-- Review | {DONE} --")
        findings = self.knowledge.findings
        rows = [
            Option(id_, f"{findings[id_].label}: {shown(findings[id_], self.now.replies[id_], self.knowledge)}")
            for id_ in findings
            if id_ in self.now.replies
        ]
        options = [Option(RESULT, "Show the result"), *rows]
        chosen = self.front.one("Show the result, or choose an answer to change it.", options, None, None)
        if chosen == RESULT:
            return True
        raw = self.asker.single(Asked(findings[chosen], ()), self.held.get(chosen), given.answers)
        self._next({chosen: raw}, frozenset())
        return False
