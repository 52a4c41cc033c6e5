import { describe, expect, test } from 'vitest';
import { createHeadless, writeTo } from './headless.ts';
import { screenToSvg } from './screen-svg.ts';
import { pictureFonts, svgToPng } from './svg-png.ts';
import { darkSvgTheme, indexedColor, lightSvgTheme } from './svg-theme.ts';

async function draw(text: string, options: Parameters<typeof screenToSvg>[1] = {}): Promise<string> {
  const terminal = createHeadless(20, 3);
  await writeTo(terminal, text);
  return screenToSvg(terminal, options);
}

/** Where each text stands: its column, how many columns it takes, its attributes. */
function placed(svg: string) {
  return [...svg.matchAll(/<text x="([\d.]+)" y="[\d.]+" textLength="([\d.]+)"([^>]*)>([^<]*)</g)].map(
    ([, x, length, attributes = '', text]) => ({
      text,
      column: (Number(x) - 12) / 8.4,
      columns: Number(length) / 8.4,
      attributes,
    }),
  );
}

describe('the picture of a screen', () => {
  test('puts every word and every wide character exactly over its cells', async () => {
    const texts = placed(await draw('ab 世界 👩|e\u0301  far'));
    expect(texts.map(({ text, column, columns }) => [text, Math.round(column), Math.round(columns)])).toEqual(
      [
        ['ab', 0, 2],
        ['世', 3, 2],
        ['界', 5, 2],
        ['👩', 8, 2],
        ['|', 10, 1],
        ['e\u0301', 11, 1],
        ['far', 14, 3],
      ],
    );
  });

  test('shows colours, bold, dim, italic, underline and inverse', async () => {
    const looks = '\u001B[1;31mbold\u001B[0m\u001B[3mital\u001B[0m\u001B[4munde\u001B[0m\u001B[7minve';
    const svg = await draw(looks);
    const [bold, italic, underlined, inverse] = placed(svg);
    expect(bold?.attributes).toBe(` fill="${darkSvgTheme.palette[1]}" font-weight="bold"`);
    expect(italic?.attributes).toContain('font-style="italic"');
    expect(underlined?.attributes).toContain('text-decoration="underline"');
    expect(inverse?.attributes).toContain(`fill="${darkSvgTheme.background}"`);
    expect(svg).toMatch(
      new RegExp(`<rect x="112.8" y="40" width="33.6" [^>]*fill="${darkSvgTheme.foreground}"`),
    );
  });

  test('takes its colours from the theme', async () => {
    const svg = await draw('\u001B[32mx', { theme: lightSvgTheme, title: 'a <b> & c' });
    expect(svg).toContain(`fill="${lightSvgTheme.palette[2]}"`);
    expect(svg).toContain('a &lt;b&gt; &amp; c');
  });

  test('is the same every time', async () => {
    expect(await draw('same')).toBe(await draw('same'));
  });

  test.each([
    [1, darkSvgTheme.palette[1]],
    [16, '#000000'],
    [208, '#ff8700'],
    [231, '#ffffff'],
    [232, '#080808'],
    [255, '#eeeeee'],
  ])('colour %i of 256 is %s', (index, color) => {
    expect(indexedColor(index, darkSvgTheme)).toBe(color);
  });
});

function hasFonts(): boolean {
  try {
    return pictureFonts().length > 0;
  } catch {
    return false;
  }
}

describe.skipIf(!hasFonts())('as PNG (skipped where the font package is not installed)', () => {
  test('has text in it, whatever fonts the machine has', async () => {
    const empty = svgToPng(await draw(''), { scale: 1 });
    const full = svgToPng(await draw('some text ✖ ├──┤'), { scale: 1 });
    expect(full.subarray(1, 4).toString()).toBe('PNG');
    expect(full.length).toBeGreaterThan(empty.length + 300);
  });
});
