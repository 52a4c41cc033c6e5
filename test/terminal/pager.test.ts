import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { InspectorError } from '../../src/model/errors.ts';
import { editInEditor, openInEditor, openInPager, splitCommand } from '../../src/terminal/pager.ts';

let folder: string;
let lent: number;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'runlens-test-'));
  lent = 0;
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function runOutside(action: () => Promise<void>): Promise<void> {
  lent++;
  await action();
}

/** A program that keeps its arguments, what it reads, the LESS it got, and the file it was given. */
function installProgram(name: string): {
  received: (what: 'args' | 'in' | 'less' | 'file' | 'mode') => string;
} {
  const path = join(folder, name);
  const script = [
    `printf '%s\\n' "$@" > "$0.args"`,
    `printf %s "$LESS" > "$0.less"`,
    `for last; do :; done`,
    `if [ -f "$last" ]; then /bin/cat "$last" > "$0.file"; /bin/ls -l "$last" > "$0.mode"; else /bin/cat > "$0.in"; fi`,
  ];
  writeFileSync(path, `#!/bin/sh\n${script.join('\n')}\n`);
  chmodSync(path, 0o755);
  return { received: what => readFileSync(`${path}.${what}`, 'utf8') };
}

describe('pager', () => {
  test('gets the text and the arguments of PAGER', async () => {
    const pager = installProgram('my-pager');
    await openInPager('some\ntext', {
      env: { PATH: folder, PAGER: 'my-pager --colour "two words"' },
      runOutside,
    });
    expect(pager.received('in')).toBe('some\ntext');
    expect(pager.received('args')).toBe('--colour\ntwo words\n');
    expect(lent).toBe(1);
  });

  test.each([[undefined], [''], ['cat']])('is less when PAGER is %j', async PAGER => {
    const less = installProgram('less');
    await openInPager('text', { env: { PATH: folder, PAGER }, runOutside });
    expect(less.received('in')).toBe('text');
    expect(less.received('args')).toBe('-R\n');
    expect(less.received('less')).toBe('R');
  });

  test('is more where there is no less', async () => {
    const more = installProgram('more');
    await openInPager('text', { env: { PATH: folder }, runOutside });
    expect(more.received('in')).toBe('text');
  });

  test('that is left early does no harm', async () => {
    writeFileSync(join(folder, 'early'), '#!/bin/sh\nexit 0\n', { mode: 0o755 });
    await openInPager('x'.repeat(5_000_000), { env: { PATH: folder, PAGER: 'early' }, runOutside });
  });

  test('that does not exist is an expected error that says what to set', async () => {
    const opened = openInPager('text', { env: { PATH: folder, PAGER: 'no-such-pager -R' }, runOutside });
    await expect(opened).rejects.toThrow(InspectorError);
    await expect(opened).rejects.toMatchObject({
      message: 'cannot run the pager: there is no program no-such-pager',
      hint: 'set PAGER to a program that is installed',
    });
  });
});

describe('editor', () => {
  test('gets a private file with the text, which is gone afterwards', async () => {
    const editor = installProgram('my-editor');
    const env = { PATH: folder, EDITOR: 'other', VISUAL: 'my-editor --wait' };
    await openInEditor('{"a":1}', { env, runOutside, suffix: '.json' });
    expect(editor.received('file')).toBe('{"a":1}');
    expect(editor.received('mode')).toMatch(/^-rw-------/);
    const [wait, path = ''] = editor.received('args').trim().split('\n');
    expect(wait).toBe('--wait');
    expect(path).toMatch(/\.json$/);
    expect(existsSync(path)).toBe(false);
    expect(existsSync(join(path, '..'))).toBe(false);
  });

  test('gives back the text as it was left, from a private file that is gone afterwards', async () => {
    const script =
      '#!/bin/sh\n/bin/ls -l "$1" > "$0.mode"\nprintf %s "é was: " > "$0.new"\n/bin/cat "$1" >> "$0.new"\n/bin/mv "$0.new" "$1"\n';
    writeFileSync(join(folder, 'edit'), script, { mode: 0o755 });
    const env = { PATH: folder, EDITOR: 'edit', TMPDIR: folder };
    expect(await editInEditor('{"a":1}', { env, runOutside, suffix: '.json' })).toBe('é was: {"a":1}');
    expect(readFileSync(join(folder, 'edit.mode'), 'utf8')).toMatch(/^-rw-------/);
  });

  test('that ends with an error, as vim after :cq, has its text given up', async () => {
    writeFileSync(join(folder, 'give-up'), '#!/bin/sh\necho edited > "$1"\nexit 1\n', { mode: 0o755 });
    const env = { PATH: folder, EDITOR: 'give-up' };
    await expect(editInEditor('text', { env, runOutside, suffix: '.json' })).rejects.toMatchObject({
      message: 'what was edited is not used: the editor ended with exit code 1',
    });
  });

  test('that removes the file is an expected error', async () => {
    writeFileSync(join(folder, 'remove'), '#!/bin/sh\n/bin/rm "$1"\n', { mode: 0o755 });
    const env = { PATH: folder, EDITOR: 'remove' };
    await expect(editInEditor('text', { env, runOutside, suffix: '.json' })).rejects.toMatchObject({
      message: expect.stringContaining('cannot read what the editor left'),
    });
  });

  test.each([
    ['EDITOR without VISUAL', 'my-editor', { EDITOR: 'my-editor' }],
    ['vi without both', 'vi', {}],
  ])('is %s', async (_what, name, env) => {
    const editor = installProgram(name);
    await openInEditor('text', { env: { PATH: folder, ...env }, runOutside, suffix: '.txt' });
    expect(editor.received('file')).toBe('text');
  });

  test('that does not exist is an expected error, and leaves no file', async () => {
    const env = { PATH: folder, EDITOR: 'no-such-editor', TMPDIR: folder };
    await expect(openInEditor('text', { env, runOutside, suffix: '.txt' })).rejects.toMatchObject({
      kind: 'usage',
      message: 'cannot run the editor: there is no program no-such-editor',
    });
  });
});

test.each([
  ['less', ['less']],
  ['  code   --wait ', ['code', '--wait']],
  [`"/opt/my editor/bin" -c 'set ft=json' a\\ b`, ['/opt/my editor/bin', '-c', 'set ft=json', 'a b']],
  [`vi -c "say \\"hi\\" \\n"`, ['vi', '-c', 'say "hi" \\n']],
  [`em'a'"c"s`, ['emacs']],
  [`x ''`, ['x', '']],
  ['less; rm -rf $HOME `id`', ['less;', 'rm', '-rf', '$HOME', '`id`']],
  ['', []],
  ['   ', []],
])('splits %j as a shell does, and expands nothing', (command, words) => {
  expect(splitCommand(command)).toEqual(words);
});
