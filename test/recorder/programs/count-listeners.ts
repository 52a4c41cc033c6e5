/** Prints how many listeners the process has before and after it imports, opens and closes recorders. */
const [location = '', url = '', spoolFolder = ''] = process.argv.slice(2);

function countListeners(): Readonly<Record<string, number>> {
  return Object.fromEntries(process.eventNames().map(name => [String(name), process.listenerCount(name)]));
}

const before = countListeners();
const { openRecorder } = await import('../../../src/recorder/recorder.ts');
await import('../../../src/recorder/outbox/cloud-writer.ts');
await import('../../../src/database/sqlite/write/open-run-writer.ts');
const imported = countListeners();
const recorders = [await openRecorder({ location }), await openRecorder({ url, spoolFolder })];
const open = countListeners();
for (const recorder of recorders) await recorder.close();
process.stdout.write(JSON.stringify({ before, imported, open, closed: countListeners() }));
