// Accessibility of HTML reports: axe-core in a headless Chromium, light and dark. Exit status 1 when anything is violated.
// Needs axe-core and puppeteer-core where node finds them (NODE_PATH), and CHROMIUM for a browser elsewhere.
// node benchmarks/accessibility.js report.html ...
const puppeteer = require("puppeteer-core"); const fs = require("fs");
const axe = fs.readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
(async () => {
  const browser = await puppeteer.launch({executablePath: process.env.CHROMIUM || "/usr/bin/chromium", args: ["--no-sandbox"]});
  let bad = 0;
  for (const file of process.argv.slice(2)) for (const scheme of ["light", "dark"]) {
    const page = await browser.newPage();
    await page.setBypassCSP(true);
    await page.emulateMediaFeatures([{name: "prefers-color-scheme", value: scheme}]);
    await page.goto("file://" + require("path").resolve(file));
    await page.evaluate(axe);
    const r = await page.evaluate(() => axe.run(document, {runOnly: ["wcag2a","wcag2aa","wcag21a","wcag21aa","wcag22aa","best-practice"]}));
    console.log(file, scheme, "violations:", r.violations.length, "incomplete:", r.incomplete.length, "passes:", r.passes.length);
    for (const v of r.violations) { bad++; console.log("  ", v.id, v.help, v.nodes.length, v.nodes[0].html.slice(0, 200)); }
    for (const v of r.incomplete) console.log("   incomplete:", v.id, v.help, v.nodes.length, v.nodes[0].html.slice(0, 120));
    await page.close();
  }
  await browser.close(); process.exit(bad ? 1 : 0);
})();
