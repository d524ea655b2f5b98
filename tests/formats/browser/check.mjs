// Opens pages in an installed Chromium and says what a reader would meet, as JSON on standard output.
// Usage: node check.mjs CHROMIUM NODE_MODULES < [{"name", "file", "modes": [MODE, ...]}]
// MODE is {"scheme", "width"} and, where an image is wanted, its path as "image": of what "clip" selects
// (the first finding where it says nothing, the first screen, "height" pixels, where it is ""), "scale"
// dots to a pixel.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const [chromium, modules] = process.argv.slice(2);
const require = createRequire(`${modules}/`);
const puppeteer = require("puppeteer-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf-8");
const pages = JSON.parse(readFileSync(0, "utf-8"));

// A telephone, a tablet, a screen; a sheet of A4 without its margins.
const SIZES = [["screen", 390], ["screen", 800], ["screen", 1200], ["print", 680]];
const browser = await puppeteer.launch({
  executablePath: chromium,
  args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
});
const seen = [];
for (const { name, file, modes } of pages) {
  for (const mode of modes) {
    const met = await look(pathToFileURL(file).href, mode);
    seen.push({ name, scheme: mode.scheme, width: mode.width, ...met });
  }
}
await browser.close();
process.stdout.write(JSON.stringify(seen));

async function look(url, { scheme, width, height = 900, scale = 1, image, clip = "article.finding" }) {
  const page = await browser.newPage();
  const messages = [];
  const requests = [];
  page.on("console", (each) => messages.push(each.text()));
  page.on("pageerror", (each) => messages.push(String(each)));
  page.on("request", (each) => {
    if (each.url() !== url && !each.url().startsWith("data:")) requests.push(each.url());
  });
  await page.setViewport({ width, height, deviceScaleFactor: scale });
  await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
  await page.goto(url, { waitUntil: "load" });
  const met = { messages: [...messages], requests: [...requests], ...(await page.evaluate(measure)) };
  if (image) await (clip ? await page.$(clip) : page).screenshot({ path: image });
  await page.keyboard.press("Tab");
  met.first = await page.evaluate(() => document.activeElement.textContent);
  await page.evaluate(axe);
  met.violations = await page.evaluate(async () => {
    const found = await axe.run(document, { resultTypes: ["violations"] });
    return found.violations.map((each) => ({
      id: each.id,
      help: each.help,
      nodes: each.nodes.slice(0, 3).map((node) => node.html.slice(0, 300)),
    }));
  });
  await page.emulateMediaType("print");
  met.hiddenInPrint = await page.evaluate(
    () => [...document.querySelectorAll("details p, details table")].filter(
      (each) => each.getClientRects().length === 0 || !each.checkVisibility()).length,
  );
  met.sizes = [];
  for (const [medium, across] of SIZES) {
    await page.emulateMediaType(medium);
    await page.setViewport({ width: across, height });
    met.sizes.push({ medium, width: across, ...(await page.evaluate(unreadable)) });
  }
  await page.close();
  return met;
}

// What stands where: the page's width and colours, the text and box of whatever has a `data-mark`, and
// the marks of each picture in pixels.
function measure() {
  const middle = (box) => (box.left + box.right) / 2;
  const pictures = [...document.querySelectorAll("table.picture")].map((table) => ({
    ticks: [...table.querySelectorAll("tfoot text")].map((each) => ({
      label: each.textContent,
      x: middle(each.getBoundingClientRect()),
    })),
    rows: [...table.querySelectorAll("tbody tr")].map((row) => {
      const strip = row.querySelector("svg");
      const bar = row.querySelector("line.bar");
      const left = strip.getBoundingClientRect().left;
      return {
        kind: row.className,
        label: row.querySelector("th").textContent,
        text: row.querySelector("td").textContent,
        beyond: row.querySelectorAll("text.beyond").length > 0,
        start: left + bar.x1.baseVal.value,
        end: left + bar.x2.baseVal.value,
      };
    }),
  }));
  const marks = [...document.querySelectorAll("[data-mark]")].map((each) => {
    const { left, right, top, bottom } = each.getBoundingClientRect();
    const seen = each.checkVisibility({ opacityProperty: true, visibilityProperty: true });
    return { mark: each.dataset.mark, text: seen ? each.innerText : "", left, right, top, bottom };
  });
  return {
    marks,
    overflow: document.scrollingElement.scrollWidth - window.innerWidth,
    background: getComputedStyle(document.body).backgroundColor,
    pictures,
  };
}

// By how much the page is too wide, and the words of tables that stand in two lines. Long segments of
// paths in the row of a finding may.
function unreadable() {
  const broken = [];
  for (const cell of document.querySelectorAll("main th, main td")) {
    if (!cell.checkVisibility() || cell.closest(".picture, .counts")) continue;
    const longest = cell.closest(".context") ? 10 : Infinity;
    const nodes = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
    for (let node = nodes.nextNode(); node; node = nodes.nextNode()) {
      for (const { 0: word, index } of node.data.matchAll(/[A-Za-z0-9,]+/g)) {
        const range = document.createRange();
        range.setStart(node, index);
        range.setEnd(node, index + word.length);
        const tops = new Set([...range.getClientRects()].map((each) => Math.round(each.top)));
        if (word.length <= longest && tops.size > 1) broken.push(`${word} in ${cell.innerText}`);
      }
    }
  }
  return { overflow: document.scrollingElement.scrollWidth - window.innerWidth, broken };
}
