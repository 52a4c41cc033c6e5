import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { expect } from 'vitest';
import { leakedSecrets, madeUpSecrets, writtenForms } from '../model/text/made-up-secrets.ts';
import { copiedTexts } from '../pty/copied-texts.ts';
import type { Program } from '../pty/program.ts';
import { oneIn } from '../trials.ts';
import { recordTexts } from './record-texts.ts';
import { test, type Workplace } from './workplace.ts';

const secrets = madeUpSecrets(7);
const forms = writtenForms.filter((_, index) => index % 3 === 0);
const allTexts = forms.flatMap(({ write }) => secrets.map(write));
/** Every secret, each in some of the forms. */
const someTexts = forms.flatMap(({ write }, form) =>
  secrets.filter((_, index) => (index + form) % 4 === 0).map(write),
);

/** A program that keeps what a pager or an editor is given. */
function keeper(
  place: Workplace,
  name: string,
  command: string,
): { readonly path: string; kept: () => string } {
  const path = place.path(`${name}.sh`);
  const kept = place.path(`${name}.txt`);
  writeFileSync(path, `#!/bin/sh\n${command} >> '${kept}'\n`);
  chmodSync(path, 0o755);
  return { path, kept: () => (existsSync(kept) ? readFileSync(kept, 'utf8') : '') };
}

const leaksIn = (output: string) => leakedSecrets(output, secrets);

/** Sends keys one by one and looks at the screen after each. */
async function walk({ send, screen, rawOutput, waitFor }: Program, keys: readonly string[]): Promise<void> {
  for (const key of keys) {
    const before = rawOutput().length;
    send(key);
    await waitFor(() => rawOutput().length > before, { timeoutMs: 60 }).catch(() => {});
    expect(leaksIn(screen().join('\n')), `after ${JSON.stringify(key)}`).toEqual([]);
  }
}

const pageDown = '\u0006';
const pages = [pageDown, pageDown, pageDown, 'G', 'g'];

/** The copy menu of a run in the detail, from the top. */
const copyLabels = [
  'usage',
  'run id',
  'input',
  'output',
  'error',
  'whole run as JSON',
  'whole run as YAML',
  'command that prints it',
  'note for a bug report',
];

test('the built program shows, copies and hands on no secret', async ({ place }) => {
  const location = place.path('runs.db');
  await recordTexts(location, allTexts);
  const pager = keeper(place, 'pager', 'cat');
  const editor = keeper(place, 'editor', 'cat "$1"');
  const env = { PAGER: pager.path, VISUAL: editor.path, TMUX: undefined, DISPLAY: undefined };
  const program = place.open({ args: [location], columns: 200, rows: 50, env });
  const { send, waitFor, rawOutput } = program;
  await waitFor(/1–\d+ of \d+/u);
  await walk(program, [...pages, 'j', 'y', 'T', 'x', 'n', ' ', ' ', 'x', 'n']);
  send('/workflow:everyone\r');
  await waitFor(/▌.*everyone/u);
  send('\r');
  // What is folded, and so what the cursor comes to, depends on what is there when the keys come.
  await waitFor(/\[1 Overview\][\s\S]*Conversation +\d+ messages/u);
  for (const tab of ['1', '2', '3']) await walk(program, [tab, ...pages, 'z', ...pages, 'w', 'f', 'j', 'y']);
  await walk(program, ['1', 'g', ...Array.from({ length: 6 }, () => ['j', 'y']).flat(), 'k']);
  const files: string[] = [];
  for (const [item, label] of copyLabels.entries()) {
    send('Y');
    await waitFor('│ Copy');
    await walk(program, [...Array.from({ length: item }, () => 'j')]);
    send('\r');
    const notice = new RegExp(
      `(?:sent|wrote) ${label}.* (?:OSC 52|to (/\\S+))|${label}.*: not recorded`,
      'u',
    );
    const [, path] = notice.exec((await waitFor(notice)).join('\n')) ?? [];
    if (path !== undefined) files.push(readFileSync(path, 'utf8'));
  }
  send('o');
  await waitFor(() => pager.kept() !== '');
  await waitFor('[1 Overview]');
  send('O');
  await waitFor(() => editor.kept() !== '');
  await waitFor('[1 Overview]');
  expect(copiedTexts(rawOutput()).length).toBeGreaterThan(7);
  expect(leaksIn(copiedTexts(rawOutput()).join('\n'))).toEqual([]);
  expect(files.length).toBeGreaterThan(3);
  expect(leaksIn(files.join('\n'))).toEqual([]);
  expect(leaksIn(pager.kept())).toEqual([]);
  expect(leaksIn(editor.kept())).toEqual([]);
});

test('the commands of the built program print no secret where they mask', async ({ place }) => {
  const location = place.path('runs.db');
  await recordTexts(location, someTexts);
  const at = ['--target', location];
  const commands = [
    ['history', 'list', ...at, '-o', 'table', '--limit', '500'],
    ...['json', 'yaml', 'ndjson', 'tsv'].map(format => {
      return ['history', 'list', ...at, '-o', format, '--redact', '--limit', '500'];
    }),
    ['history', 'get', 'run_all', ...at, '-o', 'table'],
    ['history', 'get', 'run_all', ...at, '-o', 'json', '--redact', '--include', 'steps,messages,trace'],
    ['history', 'get', 'run_all', ...at, '-o', 'yaml', '--redact', '--include', 'steps,messages,trace'],
    ['history', 'get', 'run_all', ...at, '--field', 'input', '--redact'],
    ['history', 'get', 'run_0007', ...at, '--field', 'error.message', '--redact'],
    ['history', 'get', 'run_all', ...at, '--field', 'input.values', '-o', 'yaml', '--redact'],
  ];
  const check = async (command: readonly string[]) => {
    const { exitCode, stdout, stderr } = await place.run(...command);
    expect(exitCode, `${command}: ${stderr}`).toBe(0);
    expect(stdout.length).toBeGreaterThan(10);
    expect(leaksIn(stdout + stderr), command.join(' ')).toEqual([]);
  };
  // All of them are run in one process, too: test/cli/print/secrets.test.ts.
  await Promise.all(commands.filter((_, at) => at % oneIn(1, 5) === 0).map(check));
  const recorded = await place.run('history', 'get', 'run_all', ...at, '--field', 'input');
  expect(leaksIn(recorded.stdout)).toHaveLength(secrets.length);
});
