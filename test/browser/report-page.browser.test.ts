import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { reportPage } from '../../src/model/report/page/report-page.ts';
import { runningRun, sessionRun } from '../cli/sample-runs.ts';
import { scaleToLoad } from '../in-time.ts';
import { factsOf, hostileFacts, hostileTexts, longRun, wholeFacts } from '../model/report/page/pages.ts';

const browser = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(path =>
  existsSync(path),
);

/** Opened in every window and colour, also without scripts. */
const shownPages = {
  run: reportPage(wholeFacts),
  'trace of 20,000 spans': reportPage(factsOf(longRun(20_000))),
};

/** Made of the same parts: tried is whether they do harm. */
const otherPages = {
  comparison: reportPage({ ...wholeFacts, subject: 'comparison' }),
  group: reportPage({ ...wholeFacts, subject: 'group' }),
  'run that goes on': reportPage(factsOf(runningRun)),
  session: reportPage(factsOf(sessionRun)),
  'deep trace': reportPage(factsOf(longRun(2_000, 1))),
  'long values': reportPage(hostileFacts('<b>&amp;" long '.repeat(20_000))),
  ...Object.fromEntries(
    Object.entries(hostileTexts).map(([name, text]) => [`hostile, ${name}`, reportPage(hostileFacts(text))]),
  ),
};

const pages: Readonly<Record<string, { readonly text: string }>> = { ...shownPages, ...otherPages };
const otherReaders = ['phone, dark', 'phone, without scripts'];

type Seen = {
  readonly openedMs: number;
  readonly requests: readonly string[];
  readonly told: readonly string[];
  readonly ran?: boolean;
  readonly isWide?: boolean;
  readonly rows?: number;
  readonly card?: string;
  readonly folded?: number;
  readonly unfolded?: number;
  readonly violations?: readonly string[];
  readonly hasButtons?: boolean;
  readonly isSeen?: boolean;
  readonly isSeenOnceFolded?: boolean;
};

const folder = mkdtempSync(join(tmpdir(), 'runlens-pages-'));
let seen: Readonly<Record<string, Readonly<Record<string, Seen>>>> = {};

afterAll(() => rmSync(folder, { recursive: true }));

const describeInBrowser = browser ? describe : describe.skip;

describeInBrowser('a page in Chromium, on a phone and a desk, in light and dark', () => {
  beforeAll(() => {
    install();
    const files = Object.entries(pages).map(([name, { text }], at) => {
      const file = join(folder, `${at}.html`);
      writeFileSync(file, text);
      return [name, { file, by: name in shownPages ? undefined : otherReaders }] as const;
    });
    const pictures = process.env.PICTURES;
    if (pictures !== undefined) mkdirSync(pictures, { recursive: true });
    const request = JSON.stringify({ browser, pages: Object.fromEntries(files), pictures });
    const answer = execFileSync(process.execPath, [join(import.meta.dirname, 'look.js'), request]);
    seen = JSON.parse(answer.toString());
  });

  describe.each(Object.keys(pages))('%s', name => {
    const each = () => Object.entries(seen[name] ?? {});

    test('asks for nothing, runs nothing that was recorded and breaks no policy', () => {
      expect(each()).toHaveLength(name in shownPages ? 5 : otherReaders.length);
      for (const [reader, { requests, told, ran }] of each())
        expect([reader, requests, told, ran ?? false]).toEqual([reader, [], [], false]);
    });

    test('has no violation of the rules for who cannot see or point', () => {
      for (const [reader, { violations }] of each()) expect([reader, violations ?? []]).toEqual([reader, []]);
    });

    test('is no wider than the window', () => {
      for (const [reader, { isWide }] of each()) expect([reader, isWide ?? false]).toEqual([reader, false]);
    });

    test('opens within two seconds', () => {
      for (const [reader, { openedMs }] of each()) {
        const isInTime = openedMs <= scaleToLoad(2_000);
        expect([reader, isInTime ? 'in time' : openedMs]).toEqual([reader, 'in time']);
      }
    });
  });

  test('the pointer shows when a span began and how long it took; all is folded and unfolded at once', () => {
    const { card, folded, unfolded } = seen.run?.['desk, light'] ?? {};
    expect(card).toBe(
      'signup-pipeline · run · begins after <1ms · took 4.2s · on the critical path for 180ms',
    );
    expect([folded, unfolded]).toEqual([0, 1]);
  });

  test('without scripts a click folds a span, and there are no buttons that do nothing', () => {
    const { hasButtons, isSeen, isSeenOnceFolded } = seen.run?.['phone, without scripts'] ?? {};
    expect([hasButtons, isSeen, isSeenOnceFolded]).toEqual([false, true, false]);
  });

  test('of 20,000 spans 500 are rows', () => {
    expect(seen['trace of 20,000 spans']?.['desk, light']?.rows).toBe(500);
  });
});

/** What drives the browser is installed where it is used, and not with runlens. */
function install(): void {
  const done = join(import.meta.dirname, 'node_modules', '.package-lock.json');
  const isInstalled =
    existsSync(done) && statSync(done).mtimeMs >= statSync(join(import.meta.dirname, 'package.json')).mtimeMs;
  if (isInstalled) return;
  const args = ['install', '--no-package-lock', '--ignore-scripts', '--no-audit', '--no-fund'];
  execFileSync('npm', args, { cwd: import.meta.dirname });
}
