import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import type { Run } from '../../../../src/model/run.ts';
import { linkAddress } from '../../../../src/model/text/text-styles.ts';
import { plainTheme, withLinks } from '../../../../src/screen/paint/theme.ts';
import { detailLines } from '../../checked-drawing.ts';
import { frame, now, showRun } from './frames.ts';
import { failedRun } from './sample-runs.ts';

const box = { width: 80, height: 40 };
const theme = withLinks(plainTheme, { hasFiles: true });

type Shown = readonly (readonly [text: string, address: string | undefined])[];

/** The links on the screen: their texts, and where they lead. */
function linksOf(fields: Partial<Run>, { width = 80, hasFiles = true, reveal = false } = {}): Shown {
  const at = { ...box, width };
  const shown = showRun({ ...failedRun, ...fields }, at, [
    { type: 'toggle-all' },
    { type: 'toggle-all' },
    ...(reveal ? [{ type: 'reveal' } as const] : []),
  ]);
  const lines = detailLines(shown, at, now, { ...theme, links: { ...theme.links, hasFiles } });
  const plain = detailLines(shown, at, now, plainTheme);
  expect(lines.map(line => stripVTControlCharacters(line))).toEqual(plain);
  return [...lines.join('\n').matchAll(/\u001B\[(9\d{3,})m([^\u001B]+)\u001B\[9000m/g)].map(
    ([, code, text = '']) => [text, linkAddress(Number(code))],
  );
}

const only = { output: undefined, error: undefined, errorSummary: undefined } as const;

describe('the links of a run', () => {
  test('are none unless the terminal has them', () => {
    const shown = showRun({ ...failedRun, input: { url: 'https://a.example/x' } }, box);
    expect(frame(shown, box)).not.toContain('\u001B');
  });

  test('are its addresses, without what ends a sentence', () => {
    const input = {
      url: 'https://a.example/x?page=2',
      text: 'see (https://b.example/y), or http://c.example.',
    };
    expect(linksOf({ ...only, input })).toEqual([
      ['https://a.example/x?page=2', 'https://a.example/x?page=2'],
      ['https://b.example/y', 'https://b.example/y'],
      ['http://c.example', 'http://c.example/'],
    ]);
  });

  test('are the places of a stack, where they are files of this machine', () => {
    const stack = [
      'Error: no',
      '    at send (/srv/app/src/mail #1.ts:12:5)',
      '    at async file:///srv/app/ü.ts:3:1',
      '    at node:internal/x:1:1',
      '  File "/srv/app/my job.py", line 3, in run',
    ].join('\n');
    const error = { value: undefined, message: 'no', stack: stack.replace('mail #1', 'mail') };
    expect(linksOf({ ...only, input: 1, error })).toEqual([
      ['/srv/app/src/mail.ts:12:5', 'file:///srv/app/src/mail.ts'],
      ['file:///srv/app/ü.ts:3:1', 'file:///srv/app/%C3%BC.ts'],
      ['/srv/app/my job.py', 'file:///srv/app/my%20job.py'],
    ]);
    expect(linksOf({ ...only, input: 1, error }, { hasFiles: false })).toEqual([]);
  });

  test('never lead where a secret is masked', () => {
    const secret = `Zq7${'xKp9mWv3n'.repeat(2)}`;
    const input = {
      hook: `https://a.example/hook?token=${secret}`,
      user: `https://ada:${secret}@b.example/`,
      fine: 'https://c.example/',
    };
    expect(linksOf({ ...only, input })).toEqual([['https://c.example/', 'https://c.example/']]);
    expect(JSON.stringify(linksOf({ ...only, input }, { reveal: true }))).toContain('token=Zq7');
  });

  test('lead to the whole address where a line ends inside it, and never to a part', () => {
    const address = `https://a.example/${'long/'.repeat(20)}end`;
    const links = linksOf({ ...only, input: { text: `first\nsee ${address} for more` } }, { width: 60 });
    expect(links.length).toBeGreaterThan(0);
    expect(new Set(links.map(([, to]) => to))).toEqual(new Set([address]));
    const cut = linksOf({ ...only, input: { url: `https://a.example/${'x'.repeat(120)}` } }, { width: 60 });
    expect(cut.every(([, to]) => to === `https://a.example/${'x'.repeat(120)}`)).toBe(true);
  });

  test('lead where their texts say, whatever hostile data is', () => {
    const evil =
      '\u001B]8;;https://evil.example/\u0007a\u001B]8;;\u0007 \u001B[9001mb\nhttps://a.example/\u001B\\c';
    const text = { evil, js: 'javascript:alert(1)', data: 'data:text/html,x' };
    expect(linksOf({ ...only, input: text })).toEqual([['https://a.example/c', 'https://a.example/c']]);
    const input = {
      evil: evil.replace('\n', ' '),
      x: 'https://a.example/\u202e\u0007"ü;x',
      host: 'https://аpple.com',
    };
    for (const [shown, to = ''] of linksOf({ ...only, input })) {
      expect(to).toMatch(/^[!-~]+$/);
      expect(to).toBe(new URL(shown).href);
    }
  });
});
