import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'esbuild';
import { expect, test } from 'vitest';

const urlOf = (path: string) => new URL(`../../${path}`, import.meta.url);
const output = fileURLToPath(urlOf('node_modules/ink/build/output.js'));
const { packageChanges } = await import(urlOf('bin/package-changes.mjs').href);

type Writes = { readonly x: number; readonly y: number; readonly text: string }[];

/** Ink's own output, or what the build makes of it. */
async function bundleOutput(plugins: Plugin[]): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [output],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    plugins,
  });
  return outputFiles.map(({ text }) => text).join('');
}

async function loadOutput(bundle: string) {
  const { default: Output } = await import(`data:text/javascript,${encodeURIComponent(bundle)}`);
  return (writes: Writes): { readonly output: string; readonly height: number } => {
    const frame = new Output({ width: 24, height: 4 });
    for (const { x, y, text } of writes) frame.write(x, y, text, { transformers: [] });
    return frame.get();
  };
}

const inverse = (text: string) => `\u001B[7m${text}\u001B[27m`;

test.each<{ readonly of: string; readonly writes: Writes }>([
  { of: 'nothing', writes: [] },
  { of: 'a dialog on blank lines', writes: [{ x: 5, y: 1, text: '╭────╮\n│ ab │\n╰────╯' }] },
  {
    of: 'styles up to blank cells, and styled blanks',
    writes: [
      { x: 2, y: 0, text: inverse('ab') },
      { x: 2, y: 1, text: inverse('ab  ') },
      { x: 20, y: 2, text: `\u001B[31m${inverse('abcd')}\u001B[39m` },
    ],
  },
  {
    of: 'wide characters, also beyond the end and half covered',
    writes: [
      { x: 0, y: 0, text: '表 a' },
      { x: 23, y: 1, text: '表' },
      { x: 4, y: 2, text: '表表' },
      { x: 5, y: 2, text: 'x' },
    ],
  },
  {
    of: 'a text that another one and blanks cover',
    writes: [
      { x: 3, y: 3, text: 'covered text' },
      { x: 5, y: 3, text: '          ' },
    ],
  },
])('the built screen draws $of as Ink does', async ({ writes }) => {
  const [own, built] = await Promise.all([bundleOutput([]), bundleOutput(packageChanges)]);
  expect(built).toContain('fill(blank)');
  const [draw, drawBuilt] = [await loadOutput(own), await loadOutput(built)];
  expect(drawBuilt(writes)).toEqual(draw(writes));
});
