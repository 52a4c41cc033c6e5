import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createHeadless, screenCells, writeTo } from '../pty/headless.ts';
import { darkSvgTheme } from '../pty/svg-theme.ts';
import { momentsToSvg } from './moving-svg.ts';

const pictures = join(import.meta.dirname, '../../docs/pictures');

async function draw(...texts: readonly string[]): Promise<string> {
  const terminal = createHeadless(20, 2);
  const moments = [];
  for (const text of texts) {
    await writeTo(terminal, `\u001B[2J\u001B[H${text}`);
    moments.push({ cells: screenCells(terminal), seconds: 2 });
  }
  return momentsToSvg(moments, { terminal, theme: darkSvgTheme, title: 'demo' });
}

/** The groups of a moving picture: when each is visible, whether it is at first, and its texts. */
function groupsOf(svg: string) {
  return [...svg.matchAll(/<g class="m([\d-]+)"( visibility="hidden")?>([\s\S]*?)<\/g>/gu)].map(
    ([, at, hidden, shapes = '']) => ({
      at,
      isHidden: hidden !== undefined,
      texts: [...shapes.matchAll(/>([^<]+)<\/text>/gu)].map(([, text]) => text),
    }),
  );
}

describe('a moving picture', () => {
  test('shows each line at its moments, and draws once what they share', async () => {
    const svg = await draw('same\r\none', 'same\r\ntwo', 'same\r\none');
    expect(svg.match(/>same</gu)).toHaveLength(1);
    expect(groupsOf(svg)).toEqual([
      { at: '0-2', isHidden: false, texts: ['one'] },
      { at: '1', isHidden: true, texts: ['two'] },
    ]);
    const [, frames] = /@keyframes m1\{(.+)\}$/mu.exec(svg) ?? [];
    expect(frames).toBe('0%{visibility:hidden}33.33%{visibility:visible}66.67%{visibility:hidden}');
    expect(svg).toContain('.m1{animation:m1 6s step-end infinite}');
  });

  test('stands still at its last moment where motion is not wanted or not known', async () => {
    const svg = await draw('first', 'last');
    expect(groupsOf(svg).map(({ isHidden, texts }) => [texts[0], isHidden])).toEqual([
      ['first', true],
      ['last', false],
    ]);
    expect(svg).toContain('@media (prefers-reduced-motion:reduce){g{animation:none!important}}');
  });
});

describe('the pictures of the pages', () => {
  const read = (name: string) => readFileSync(join(pictures, name), 'utf8');

  test('are small, and have neither scripts nor anything from elsewhere', () => {
    const names = readdirSync(pictures);
    expect(names.toSorted()).toEqual(['compare.svg', 'groups.svg', 'moment.svg', 'trace.svg', 'why.svg']);
    for (const name of names) {
      const svg = read(name);
      expect(svg.length, name).toBeLessThan(300 * 1_024);
      expect(svg, name).not.toMatch(/<script|href=|url\(|@import/u);
    }
  });

  test('go in ten seconds from the table to the cause', () => {
    const svg = read('moment.svg');
    expect(svg).toMatch(/ 10s step-end infinite/u);
    const groups = groupsOf(svg);
    expect(groups.find(({ at }) => at === '0')?.texts.join(' ')).toContain('newest failure');
    const cause = groups.find(({ texts }) =>
      texts.some(text => / failed have input\.plan=scale/u.test(text ?? '')),
    );
    expect(cause).toMatchObject({ at: '3', isHidden: false });
  });
});
