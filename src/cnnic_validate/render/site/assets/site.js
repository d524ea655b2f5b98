// What pages do beyond being read: light or dark, the value under the pointer, what was known when, the search.
"use strict";
(() => {
  const root = document.documentElement;
  const kept = (() => { try { return localStorage; } catch { return null; } })();
  const theme = kept && kept.getItem("theme");
  if (theme === "light" || theme === "dark") root.dataset.theme = theme;

  function themes() {
    const button = document.querySelector(".theme");
    if (!button) return;
    button.hidden = false;
    button.addEventListener("click", () => {
      const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
      root.dataset.theme = dark ? "light" : "dark";
      if (kept) kept.setItem("theme", root.dataset.theme);
    });
  }

  const dotsOf = (plot) => [...plot.querySelectorAll(".dots circle")];

  // The value nearest to the pointer is told below the chart, and its dot marked.
  function hover() {
    const readout = document.querySelector(".readout");
    if (!readout) return;
    const before = readout.textContent;
    const plots = [...document.querySelectorAll(".chart .plot")];
    const first = plots.length ? dotsOf(plots[0]) : [];
    for (const plot of plots) {
      const dots = dotsOf(plot);
      const leave = () => {
        dots.forEach((dot) => dot.classList.remove("at"));
        readout.textContent = before;
        readout.classList.remove("on");
      };
      plot.addEventListener("pointerleave", leave);
      plot.addEventListener("pointermove", (event) => {
        const box = plot.getBoundingClientRect();
        const at = (100 * (event.clientX - box.left)) / box.width;
        const away = (dot) => Math.abs(parseFloat(dot.getAttribute("cx")) - at);
        const near = dots.reduce((one, two) => (away(two) < away(one) ? two : one));
        dots.forEach((dot) => dot.classList.toggle("at", dot === near));
        readout.textContent = near.textContent || first[dots.indexOf(near)].textContent;
        readout.classList.add("on");
      });
    }
  }

  // Rows carry the days between which they stood: a day shows those that stood then.
  function asOf() {
    const choice = document.querySelector("#asof");
    if (!choice) return;
    choice.closest(".asof").hidden = false;
    const rows = [...document.querySelectorAll(".values tr[data-since]")];
    const plots = [...document.querySelectorAll(".chart .plot")];
    choice.addEventListener("change", () => {
      const day = choice.value;
      for (const row of rows) {
        const { since, until } = row.dataset;
        row.hidden = day ? !since || since > day || (until !== undefined && until <= day) : until !== undefined;
      }
      const shown = rows.filter((row) => !row.hidden && row.querySelector("th"));
      const known = new Set(shown.map((row) => row.querySelector("th").textContent));
      for (const plot of plots) {
        plot.classList.toggle("faded", Boolean(day));
        dotsOf(plot).forEach((dot, at) => {
          const said = dot.textContent || dotsOf(plots[0])[at].textContent;
          dot.classList.toggle("later", Boolean(day) && !known.has(said.split(":")[0]));
        });
      }
    });
  }

  const plain = (text) => text.normalize("NFKC").toLowerCase();
  const isChinese = (text) => /[\u3400-\u9fff]/.test(text);

  function pieces(text, size) {
    const found = new Set();
    for (let at = 0; at + size <= text.length; at += 1) found.add(text.slice(at, at + size));
    return found;
  }

  // How much of a query's pieces a text has: two signs each of Chinese, three of other words.
  function likeness(query, text) {
    const size = isChinese(query) ? 2 : 3;
    const wanted = pieces(query, Math.min(size, query.length));
    let held = 0;
    for (const piece of wanted) if (text.includes(piece)) held += 1;
    return wanted.size ? held / wanted.size : 0;
  }

  // 网购 stands in 网络购物: the signs of a query in their order, the first one first.
  function isShort(query, text) {
    let at = -1;
    for (const sign of query) {
      at = text.indexOf(sign, at + 1);
      if (at < 0) return false;
    }
    return true;
  }

  // genai stands in generative_ai: beginnings of words, one behind the other.
  function isMadeOf(query, words) {
    if (!query) return true;
    return words.some((word, at) => {
      for (let size = Math.min(word.length, query.length); size > 0; size -= 1) {
        if (word.startsWith(query.slice(0, size)) && isMadeOf(query.slice(size), words.slice(at + 1))) return true;
      }
      return false;
    });
  }

  function worth(query, title, rank) {
    if (!title) return 0;
    if (title === query) return 100 * rank;
    const share = (20 * query.length) / title.length;
    if (title.startsWith(query)) return ((isChinese(query) ? 56 : 70) + share) * rank;
    if (title.includes(query)) return (50 + share) * rank;
    return 0;
  }

  function scored(query, [, code, english, chinese, more, prints]) {
    const titles = [plain(english), plain(chinese)];
    const whole = Math.max(worth(query, titles[0], 1), worth(query, titles[1], 1), worth(query, code, 0.9));
    let score = whole;
    if (isChinese(query)) {
      const like = likeness(query, titles[1]);
      if (!whole) score = Math.max(40 * like, isShort(query, titles[1]) ? 40 : 0);
      if (!score) score = [...query].filter((sign) => titles[1].startsWith(sign)).length ? 8 : 0;
    } else {
      const words = query.split(/\s+/).filter(Boolean);
      const text = `${titles[0]} ${plain(code).replaceAll("_", " ")}`;
      const sum = words.reduce((total, word) => total + (text.includes(word) ? 1 : 0.8 * likeness(word, text)), 0);
      score = Math.max(score, (45 * sum) / words.length - 10);
      if (words.length === 1 && query.length > 2 && isMadeOf(query, plain(code).split("_"))) score = Math.max(score, 45);
    }
    if (score < 45 && more && plain(more).includes(query)) score = Math.max(score, 30);
    return score > 5 ? score + 4 * Math.log2(1 + prints) : 0;
  }

  function find(text, most = 20) {
    const query = plain(text).trim();
    if (!query) return [];
    return INDEX.map((entry) => [scored(query, entry), entry])
      .filter(([score]) => score > 0)
      .sort((one, two) => two[0] - one[0] || (one[1][1] < two[1][1] ? -1 : 1))
      .slice(0, most)
      .map(([, entry]) => entry);
  }

  function search() {
    const field = document.querySelector("#q");
    if (!field || typeof INDEX === "undefined") return;
    const list = document.querySelector("#found");
    const all = document.querySelector("#all");
    const chinese = root.lang.startsWith("zh");
    const show = () => {
      const found = find(field.value);
      const asked = Boolean(field.value.trim());
      list.hidden = !asked;
      all.hidden = asked;
      list.replaceChildren(...found.map(([page, code, english, other]) => {
        const item = document.createElement("li");
        const link = document.createElement("a");
        link.href = page;
        link.textContent = (chinese && other) || english;
        const small = document.createElement("small");
        small.textContent = ` ${(chinese ? english : other) || ""} ${code}`;
        item.append(link, small);
        return item;
      }));
      if (asked && !found.length) list.textContent = list.dataset.none;
    };
    field.value = new URLSearchParams(location.search).get("q") || "";
    field.form.addEventListener("submit", (event) => event.preventDefault());
    field.addEventListener("input", show);
    show();
    window.find_indicators = find;
  }

  document.addEventListener("DOMContentLoaded", () => { themes(); hover(); asOf(); search(); });
})();
