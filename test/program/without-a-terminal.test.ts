import { describe, expect } from 'vitest';
import { isThorough, oneIn } from '../trials.ts';
import { runInShell } from './run-in-shell.ts';
import { writeSample } from './sample-store.ts';
import { builtProgram, test } from './workplace.ts';

const exitOfFirst = `exit "\${PIPESTATUS[0]}"`;

describe.concurrent('a pipe whose reader leaves', () => {
  const lines = [
    'workflows runs list --target "$S" -o ndjson --limit 2000',
    '"$S"',
    'workflows runs list --target "$S" -o table --limit 2000',
    'history list --target "$S" -o yaml --limit 2000',
    'demo --size 45',
    '--help',
  ];

  test.for(lines.filter((_, at) => isThorough || at < 2))(
    'ends `runlens %s` with 0 and without a complaint',
    async (line, { place }) => {
      const location = place.path('runs.db');
      await writeSample(location, { count: 500 });
      for (const reader of ['head -1', 'true'].filter((_, at) => (at + line.length) % oneIn(1, 2) === 0)) {
        const ran = await runInShell(`R ${line} | ${reader} >/dev/null; ${exitOfFirst}`, location);
        expect(ran).toMatchObject({ exitCode: 0, stdout: '' });
        expect(ran.stderr).not.toMatch(/EPIPE|error|\bat /iu);
      }
    },
  );

  test('keeps the code of what went wrong', async ({ place }) => {
    const ran = await runInShell(`R "$S" 2>&1 | true; ${exitOfFirst}`, place.path('nowhere.db'));
    expect(ran).toEqual({ exitCode: 2, stdout: '', stderr: '' });
  });
});

describe.concurrent('where there is no terminal at one end, the table is text', () => {
  test('with stdin from nowhere', async ({ place }) => {
    const location = place.path('runs.db');
    await writeSample(location);
    // What is written right before a terminal's last program ends can get lost, so the shell stays until it
    // was seen.
    const script = '"$0" "$1" "$2" < /dev/null; code=$?; read -r _; exit "$code"';
    const args = ['-c', script, process.execPath, builtProgram, location];
    const { send, waitFor, exited, rawOutput } = place.open({ command: 'sh', args, columns: 140, rows: 50 });
    await waitFor('flow-0001');
    send('\r');
    expect(await exited).toMatchObject({ exitCode: 0 });
    expect(rawOutput()).not.toContain('\u001B[?1049h');
  });

  test('with stdout into a file', async ({ place }) => {
    const location = place.path('runs.db');
    await writeSample(location);
    const script = '"$0" "$1" "$2" > "$2.txt"; echo "code $?"; grep -c flow- "$2.txt"; read -r _';
    const args = ['-c', script, process.execPath, builtProgram, location];
    const { waitFor, rawOutput } = place.open({ command: 'sh', args, columns: 140, rows: 50 });
    await waitFor(/code 0\n40/u);
    expect(rawOutput()).not.toContain('\u001B');
  });

  test.for([
    ['stdin closed', 'R "$S" <&- | grep -c flow-', '40\n'],
    ['stdout closed', 'R "$S" >&-', ''],
    ['stderr closed', 'R "$S" 2>&- | grep -c flow-', '40\n'],
    ['everything closed', 'R workflows list --target "$S" <&- >&- 2>&-', ''],
  ] as const)('with %s', async ([, line, stdout], { place }) => {
    const location = place.path('runs.db');
    await writeSample(location);
    expect(await runInShell(line, location)).toEqual({ exitCode: 0, stdout, stderr: '' });
  });
});
