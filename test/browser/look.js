// Opens pages in a browser as their readers do, and prints as JSON what was seen.
//   node look.js '{"browser":"/usr/bin/chromium","pages":{"run":{"file":"/tmp/run.html"}},"pictures":"/tmp"}'
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const { browser: executablePath, pages, pictures } = JSON.parse(process.argv[2]);
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const phone = { width: 390, height: 844 };
const desk = { width: 1280, height: 900 };

/** Their windows and colours; the last has no scripts. */
const readers = {
  'phone, light': { viewport: phone, colorScheme: 'light' },
  'phone, dark': { viewport: phone, colorScheme: 'dark' },
  'desk, light': { viewport: desk, colorScheme: 'light' },
  'desk, dark': { viewport: desk, colorScheme: 'dark' },
  'phone, without scripts': { viewport: phone, colorScheme: 'light', javaScriptEnabled: false },
};

// The sandbox of a browser needs rights that a container does not give; the pages are our own.
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
try {
  const seen = {};
  for (const [page, { file, by = Object.keys(readers) }] of Object.entries(pages)) {
    seen[page] = {};
    for (const reader of by)
      seen[page][reader] = await look({ file, options: readers[reader], picture: `${page}, ${reader}.png` });
  }
  process.stdout.write(JSON.stringify(seen));
} finally {
  await browser.close();
}

async function look({ file, options, picture }) {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const requests = [];
  const told = [];
  page.on('request', request => requests.push(request.url()));
  page.on('console', message => told.push(message.text()));
  page.on('pageerror', error => told.push(String(error)));
  page.on('dialog', dialog => {
    told.push(`a dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  const start = performance.now();
  await page.goto(pathToFileURL(file).href);
  // Waits for the layout of the whole page.
  const { height } = await page.locator('body').boundingBox();
  const openedMs = Math.round(performance.now() - start);
  if (pictures) await page.screenshot({ path: join(pictures, picture), fullPage: height < 16_000 });
  const hasScripts = options.javaScriptEnabled !== false;
  const inside = hasScripts ? await lookInside(page) : await lookWithoutScripts(page);
  const other = requests.filter(url => url !== pathToFileURL(file).href);
  await context.close();
  return { openedMs, requests: other, told, ...inside };
}

async function lookInside(page) {
  const inside = await page.evaluate(() => ({
    ran: globalThis.ran ?? false,
    isWide: document.documentElement.scrollWidth > innerWidth,
    rows: document.querySelectorAll('.row').length,
  }));
  const pointed = inside.rows > 0 ? await pointAndFold(page) : undefined;
  // Evaluated by the debugger, which the page's policy does not hold for.
  const violations = await page.evaluate(
    `${axe};axe.run().then(found => found.violations.map(({ id, nodes }) => id + ': ' + nodes[0].html))`,
  );
  return { ...inside, ...pointed, violations };
}

/** What is said of the bar under the pointer, and how many spans are open once all are folded, unfolded. */
async function pointAndFold(page) {
  await page.locator('.row').first().hover();
  const card = await page.locator('.card').textContent();
  const open = page.locator('#waterfall details[open]');
  await page.locator('#fold').click();
  const folded = await open.count();
  await page.locator('#unfold').click();
  return { card, folded, unfolded: await open.count() };
}

/** What is said of the first bar, and whether a click folds what is inside of it. */
async function lookWithoutScripts(page) {
  const tools = await page.locator('.tools').count();
  if (tools === 0) return {};
  const hasButtons = await page.locator('.tools').isVisible();
  const second = page.locator('.row').nth(1);
  const isSeen = await second.isVisible();
  await page.locator('summary.row').first().click();
  return { hasButtons, isSeen, isSeenOnceFolded: await second.isVisible() };
}
