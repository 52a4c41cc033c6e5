/** Prints how many listeners the process has before and after it imports, opens and closes recorders. */
const [location = '', url = '', spoolFolder = ''] = process.argv.slice(2);

function countListeners(): Readonly<Record<string, number>> {
  return Object.fromEntries(process.eventNames().map(name => [String(name), process.listenerCount(name)]));
}

const before = countListeners();
const built = (file: string) => new URL(`../../../dist/${file}`, import.meta.url).href;
const { openRecorder }: typeof import('../../../src/recorder/recorder.ts') = await import(
  built('recorder.js')
);
await import(built('cloud-writer.js'));
await import(built('run-writer.js'));
const imported = countListeners();
const recorders = [await openRecorder({ location }), await openRecorder({ url, spoolFolder })];
const open = countListeners();
for (const recorder of recorders) await recorder.close();
process.stdout.write(JSON.stringify({ before, imported, open, closed: countListeners() }));
