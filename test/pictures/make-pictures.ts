import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type Program, startProgram } from '../pty/program.ts';
import { screenToSvg } from '../pty/screen-svg.ts';
import { svgToPng } from '../pty/svg-png.ts';
import { darkSvgTheme } from '../pty/svg-theme.ts';
import { type Moment, momentsToSvg } from './moving-svg.ts';

/**
 * Makes the pictures of the pages from real frames of the built program on the demo store:
 * `docs/pictures/<name>.svg`, and a PNG of each in the folder that is named on the command line, to look at;
 * of the moving one, a PNG of each moment.
 */
const [pngFolder] = process.argv.slice(2);
const pictures = join(import.meta.dirname, '../../docs/pictures');
const folder = mkdtempSync(join(tmpdir(), 'runlens-pictures-'));
const title = 'runlens demo';

function saveSvg(name: string, svg: string): void {
  writeFileSync(join(pictures, `${name}.svg`), svg);
  process.stdout.write(`${name}, ${Math.round(svg.length / 1_024)} KB\n`);
}

function savePng(name: string, svg: string): void {
  if (pngFolder !== undefined) writeFileSync(join(pngFolder, `${name}.png`), svgToPng(svg, { scale: 1.5 }));
}

/** What is counted beside the rows comes later, in frames of its own. */
const settledMs = 1_500;

async function save({ terminal }: Program, name: string): Promise<void> {
  await pause(settledMs);
  const svg = screenToSvg(terminal, { theme: darkSvgTheme, title });
  saveSvg(name, svg);
  savePng(name, svg);
}

async function inDemo(
  size: { readonly columns: number; readonly rows: number },
  play: (program: Program) => Promise<void>,
): Promise<void> {
  const env = { HOME: folder, XDG_DATA_HOME: folder, XDG_CACHE_HOME: folder };
  const program = startProgram({ args: ['demo', '--static'], cwd: folder, env, ...size });
  await program.waitFor(/live ●[\s\S]*▌/u);
  await play(program);
  program.send('\u0003');
  await program.exited;
  await program.close();
}

/** From the table to the cause, in ten seconds. */
async function playMoment(program: Program): Promise<void> {
  const { terminal, cells, send, waitFor } = program;
  const moments: Moment[] = [];
  const keep = async (seconds: number, key?: Moment['key']) => {
    await pause(settledMs);
    moments.push({ cells: cells(), seconds, key });
  };
  await keep(1.5);
  send('e');
  await waitFor(/▌ +✖/u);
  await keep(1.5, ['e', 'the newest failure']);
  send('\r');
  await waitFor(/▌▾ Error[\s\S]*▾ Input[\s\S]*W why/u);
  await waitFor(/ time today, \d+ since/u);
  await keep(2.5, ['↵', 'what failed, and where']);
  send('W');
  await waitFor(/▌ \d+ of \d+ failed have/u);
  await keep(4.5, ['W', 'what these failures share']);
  const window = { terminal, theme: darkSvgTheme, title };
  saveSvg('moment', momentsToSvg(moments, window));
  for (const [at, moment] of moments.entries()) savePng(`moment-${at + 1}`, momentsToSvg([moment], window));
}

async function playStills(program: Program): Promise<void> {
  const { send, waitFor } = program;
  send('!');
  await waitFor(/of \d+ groups/u);
  await waitFor(/PER .*█/u);
  await save(program, 'groups');
  send('W');
  await waitFor(/▌ \d+ of \d+ failed have/u);
  await save(program, 'why');
  send('qq');
  await waitFor('newest first');
  send('e\r');
  await waitFor(/▌▾ Error/u);
  send('3');
  await waitFor('[3 Trace]');
  await waitFor('attempt 3');
  await save(program, 'trace');
  send('d');
  await waitFor(/learned from/u);
  await save(program, 'compare');
}

try {
  await inDemo({ columns: 110, rows: 28 }, playMoment);
  await inDemo({ columns: 120, rows: 30 }, playStills);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
