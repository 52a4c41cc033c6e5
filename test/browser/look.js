// Opens a page in Chromium, as a reader does, and prints what was seen of it as JSON.
//   node look.js '{"file": "/…/report.html", "chromium": "/usr/bin/chromium", "shots": "/…"}'
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const { file, chromium: executablePath, shots } = JSON.parse(process.argv[2]);
const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Who opens it: a window and its colours. `plain` has no scripts. */
const readers = {
  'phone-light': { width: 390, height: 844, colorScheme: 'light' },
  'phone-dark': { width: 390, height: 844, colorScheme: 'dark' },
  'desk-light': { width: 1280, height: 900, colorScheme: 'light' },
  'desk-dark': { width: 1280, height: 900, colorScheme: 'dark' },
  plain: { width: 390, height: 844, colorScheme: 'light', javaScriptEnabled: false },
};

const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
try {
  const seen = {};
  for (const [name, reader] of Object.entries(readers)) seen[name] = await look(name, reader);
  process.stdout.write(JSON.stringify(seen));
} finally {
  await browser.close();
}

async function look(name, { width, height, ...options }) {
  const context = await browser.newContext({ viewport: { width, height }, ...options });
  const page = await context.newPage();
  const requests = [];
  const errors = [];
  page.on('request', request => requests.push(request.url().slice(0, 200)));
  page.on('console', message => errors.push(message.text()));
  page.on('pageerror', error => errors.push(String(error)));
  page.on('dialog', dialog => {
    errors.push(`a dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  const start = performance.now();
  await page.goto(pathToFileURL(file).href, { waitUntil: 'load' });
  await page.locator('footer').boundingBox();
  const openedMs = Math.round(performance.now() - start);
  if (shots) await page.screenshot({ path: join(shots, `${name}.png`), fullPage: true });
  const hasScripts = options.javaScriptEnabled !== false;
  const inside = hasScripts ? await lookInside(page) : {};
  const text = hasScripts ? undefined : await page.locator('body').innerText();
  await context.close();
  return { openedMs, requests, errors, text, ...inside };
}

async function lookInside(page) {
  const inside = await page.evaluate(() => ({
    marker: globalThis.ran ?? null,
    scrollsBy: document.documentElement.scrollWidth - innerWidth,
    scripts: document.scripts.length,
    elements: document.querySelectorAll('*').length,
  }));
  const hovered = await hover(page);
  const violations = await page.evaluate(`${axeSource};axe.run().then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes[0].html.slice(0, 200)))`);
  return { ...inside, hovered, violations };
}

/** What the card says of the last row, and how many parts are open once all are folded and unfolded. */
async function hover(page) {
  const rows = page.locator('.waterfall .row');
  if ((await rows.count()) === 0) return null;
  await rows.first().hover();
  const card = await page.locator('.card').innerText();
  const open = page.locator('.waterfall details[open]');
  await page.locator('#fold').click();
  const folded = await open.count();
  await page.locator('#unfold').click();
  return { card, folded, unfolded: await open.count() };
}
