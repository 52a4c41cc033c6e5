/** The built writer: its source takes longer to load. */
const built = new URL('../../../../dist/run-writer.js', import.meta.url);
const { openRunWriter }: typeof import('../../../../src/database/sqlite/write/open-run-writer.ts') =
  await import(built.href);

/** Claims a start of `work`, says its id, begins nothing, and stays until it is killed. */
const [path = ''] = process.argv.slice(2);
const writer = await openRunWriter({ path });
writer.starts?.listen({
  room: () => new Map([['work', 1]]),
  claimed: starts => process.stdout.write(`claimed ${starts[0]?.id}\n`),
});
process.stdout.write('listening\n');
setInterval(() => {}, 1_000);
