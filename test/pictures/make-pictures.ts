import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Program, startProgram } from '../pty/program.ts';
import { screenToSvg } from '../pty/screen-svg.ts';
import { svgToPng } from '../pty/svg-png.ts';
import { darkSvgTheme } from '../pty/svg-theme.ts';

/**
 * Makes the pictures of the README from real frames of the built program on the demo store:
 * `docs/pictures/<name>.svg`, and a PNG of each in the folder that is named on the command line, to look at.
 */
const [pngFolder] = process.argv.slice(2);
const pictures = join(import.meta.dirname, '../../docs/pictures');
const folder = mkdtempSync(join(tmpdir(), 'runlens-pictures-'));

function save(program: Program, name: string): void {
  const svg = screenToSvg(program.terminal, { theme: darkSvgTheme, title: 'runlens demo' });
  writeFileSync(join(pictures, `${name}.svg`), svg);
  if (pngFolder !== undefined) writeFileSync(join(pngFolder, `${name}.png`), svgToPng(svg, { scale: 1.5 }));
  process.stdout.write(`${name}\n`);
}

async function makeWide(): Promise<void> {
  const env = { HOME: folder, XDG_DATA_HOME: folder, XDG_CACHE_HOME: folder };
  const program = startProgram({ args: ['demo', '--static'], columns: 150, rows: 34, cwd: folder, env });
  const { send, waitFor } = program;
  await waitFor('newest first');
  send('jjj');
  await waitFor(screen => screen[6]?.startsWith('▌') ?? false);
  save(program, 'table');
  send('/status:failed error:time');
  await waitFor(screen => / of \d{1,3} *$/u.test(screen[1] ?? ''));
  await waitFor('Tab complete');
  save(program, 'filter');
  send('\u001B');
  await waitFor('of 2,0');
  send('e\r');
  await waitFor('▾ Error');
  await waitFor('▾ Input');
  save(program, 'overview');
  send('2');
  await waitFor('Trigger, raw');
  save(program, 'metadata');
  send('3');
  await waitFor('attempt 3');
  save(program, 'trace');
  send('\u001B\u001B');
  await waitFor(screen => !screen.join('').includes('[3 Trace]'));
  send('/type:agent status:failed\r');
  await waitFor('type:agent status:failed  ');
  await waitFor('/ edit');
  send('\r');
  await waitFor('Conversation');
  save(program, 'agent');
  send('\u001B\u001B');
  await waitFor(screen => !screen.join('').includes('Conversation'));
  send('/\u0015status:active\r');
  await waitFor('of 15');
  send('x');
  await waitFor('No ]');
  save(program, 'cancel');
  send('\u001Bq');
  await program.exited;
  await program.close();
}

try {
  await makeWide();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
