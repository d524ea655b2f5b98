// Opens pages of a site in an installed Chromium and says what a reader would meet, as JSON on standard output.
// Usage: node look.mjs CHROMIUM NODE_MODULES < {"pages": [{"name", "url"}], "search": URL, "queries": [TEXT],
//   "indicator": URL, "images": [{"url", "width", "height", "scheme", "path"}]}
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const [chromium, modules] = process.argv.slice(2);
const require = createRequire(`${modules}/`);
const puppeteer = require("puppeteer-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf-8");
const asked = JSON.parse(readFileSync(0, "utf-8"));
const WIDTHS = [320, 390, 1200];

const browser = await puppeteer.launch({
  executablePath: chromium,
  args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
});
const seen = { pages: [] };
for (const { name, url } of asked.pages) {
  for (const scheme of ["light", "dark"]) seen.pages.push({ name, scheme, ...(await look(url, scheme)) });
}
seen.found = await search(asked.search, asked.queries);
seen.used = await use(asked.indicator, asked.search);
seen.bare = await bare(asked.indicator, asked.search);
for (const each of asked.images) await photograph(each);
await browser.close();
process.stdout.write(JSON.stringify(seen));

async function opened(url, { scheme = "light", width = 1200, height = 900, script = true } = {}) {
  const page = await browser.newPage();
  page.met = { messages: [], requests: [] };
  page.on("console", (each) => page.met.messages.push(each.text()));
  page.on("pageerror", (each) => page.met.messages.push(String(each)));
  page.on("request", (each) => page.met.requests.push(each.url()));
  await page.setJavaScriptEnabled(script);
  await page.setViewport({ width, height });
  await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
  await page.goto(url, { waitUntil: "load" });
  return page;
}

async function look(url, scheme) {
  const page = await opened(url, { scheme });
  // Taken before axe, which asks for the style sheet in a way that the policy of a page forbids.
  const { messages, requests } = page.met;
  const met = { widths: [], violations: [], messages: [...messages], requests: [...requests] };
  met.background = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  await page.evaluate(() => document.querySelectorAll("details").forEach((each) => { each.open = true; }));
  for (const width of WIDTHS) {
    await page.setViewport({ width, height: 900 });
    met.widths.push({ width, ...(await page.evaluate(measure)) });
    if (width !== (scheme === "dark" ? 390 : 1200)) continue;
    await page.evaluate(axe);
    met.violations.push(...(await page.evaluate(async () => {
      const found = await axe.run(document, { resultTypes: ["violations"] });
      return found.violations.map((each) => ({
        id: each.id,
        nodes: each.nodes.slice(0, 3).map((node) => node.html.slice(0, 200)),
      }));
    })));
  }
  await page.keyboard.press("Tab");
  met.first = await page.evaluate(() => document.activeElement.className);
  await page.close();
  return met;
}

// By how much the page is too wide, and what stands beyond its sides and cannot be scrolled to.
function measure() {
  const beyond = [...document.querySelectorAll("main *")]
    .filter((each) => each.checkVisibility() && !each.closest(".wide, pre, svg, .away"))
    .filter((each) => each.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
    .map((each) => each.outerHTML.slice(0, 120));
  return { overflow: document.scrollingElement.scrollWidth - window.innerWidth, beyond: beyond.slice(0, 3) };
}

async function search(url, queries) {
  const page = await opened(url);
  const found = {};
  for (const query of queries) {
    await page.$eval("#q", (field) => { field.value = ""; });
    await page.type("#q", query);
    found[query] = await page.$$eval("#found a", (links) => links.slice(0, 5).map((each) => each.getAttribute("href")));
  }
  await page.close();
  return found;
}

// What the script does beside the search: light and dark, what was known when, the value under the pointer.
async function use(url, searchUrl) {
  const page = await opened(url);
  const rows = () => page.$$eval(".values tr[id]", (all) => all.filter((each) => !each.hidden).map((each) => each.id));
  const used = { rows: await rows() };
  const days = await page.$$eval("#asof option", (all) => all.map((each) => each.value));
  used.days = {};
  for (const day of [days.at(-1), days[Math.floor(days.length / 2)], ""]) {
    await page.select("#asof", day);
    used.days[day] = await rows();
  }
  const plot = await page.$(".chart .plot.linear");
  await plot.scrollIntoView();
  const box = await plot.boundingBox();
  used.before = await page.$eval(".readout", (each) => each.textContent);
  await page.mouse.move(box.x + box.width * 0.985, box.y + 40);
  used.hovered = await page.$eval(".readout", (each) => each.textContent);
  await page.mouse.move(1, 1);
  used.after = await page.$eval(".readout", (each) => each.textContent);
  await page.click(".theme");
  used.theme = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  await page.reload({ waitUntil: "load" });
  used.kept = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  // The keyboard reaches every link, field and button, in the order of the page.
  used.stops = await page.evaluate(() => [...document.querySelectorAll("a[href], input, button, select, summary, pre[tabindex]")]
    .filter((each) => each.checkVisibility()).length);
  used.reached = 0;
  const first = new Set();
  for (let at = 0; at < 25; at += 1) {
    await page.keyboard.press("Tab");
    first.add(await page.evaluate(() => document.activeElement.outerHTML.slice(0, 200)));
  }
  used.reached = first.size;
  await page.evaluate(() => localStorage.clear());
  await page.type("header input[name=q]", "网民");
  await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
  used.searched = page.url();
  used.first = await page.$eval("#found a", (each) => each.getAttribute("href"));
  await page.close();
  return used;
}

async function bare(url, searchUrl) {
  const page = await opened(url, { script: false });
  const seen = await page.evaluate(() => ({
    rows: [...document.querySelectorAll(".values tr[id]")].filter((each) => each.checkVisibility()).length,
    dots: document.querySelectorAll(".plot.linear .dots circle").length,
    asof: document.querySelector(".asof").checkVisibility(),
    theme: document.querySelector(".theme").checkVisibility(),
  }));
  await page.click("label[for=scale-logarithmic]");
  seen.scales = await page.$$eval(".chart .scales .plot", (all) => all.map((each) => each.checkVisibility()));
  await page.click("details.group summary");
  seen.group = await page.$eval("details.group table", (each) => each.checkVisibility());
  await page.goto(searchUrl, { waitUntil: "load" });
  seen.index = await page.$$eval("#all a", (all) => all.filter((each) => each.checkVisibility()).length);
  await page.close();
  return seen;
}

async function photograph({ url, width, height, scheme, path }) {
  const page = await opened(url, { scheme, width, height });
  await page.screenshot({ path });
  await page.close();
}
