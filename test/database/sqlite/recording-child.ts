/** The built writer: its source takes longer to load, and a dozen are started. */
const built = new URL('../../../dist/run-writer.js', import.meta.url);
const { openRunWriter }: typeof import('../../../src/database/sqlite/write/open-run-writer.ts') =
  await import(built.href);

/**
 * Records `count` runs named `<prefix>_<n>` into the store, says "flushed", and stays until it is killed.
 * With "finish" the runs end and the process too.
 */
const [path = '', prefix = '', count = '0', mode = ''] = process.argv.slice(2);
const writer = await openRunWriter({ path });
writer.onCancelRequested(ids => process.stdout.write(`cancel ${ids.join(' ')}\n`));
for (let n = 0; n < Number(count); n += 1) {
  const id = `${prefix}_${n}`;
  writer.write([
    {
      type: 'run-created',
      id,
      kind: 'workflow',
      name: prefix,
      status: 'running',
      trigger: { type: 'cli', label: 'CLI', raw: 'cli' },
      createdAt: Date.now(),
      startedAt: Date.now(),
      input: JSON.stringify({ word: `payload${prefix}${n}` }),
    },
    {
      type: 'step-put',
      runId: id,
      id: 's1',
      name: 'first',
      stepType: 'action',
      status: 'running',
      attempt: 1,
    },
  ]);
  if (mode === 'finish')
    writer.write([{ type: 'run-changed', id, status: 'success', finishedAt: Date.now() }]);
  if (n % 20 === 19) await new Promise(resolve => setTimeout(resolve, 1));
}
await writer.flush();
process.stdout.write('flushed\n');
if (mode === 'finish') await writer.close();
else setInterval(() => {}, 1_000);
