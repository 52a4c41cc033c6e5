import { openSqliteRemover } from '../../../../src/database/sqlite/remove/open-sqlite-remover.ts';

/** Removes `run_0` to `run_<count - 1>`, twenty at a time, and says so after the first of them. */
const [path = '', count = '0', endedBefore = '0'] = process.argv.slice(2);
const remover = openSqliteRemover(path);
const ids = Array.from({ length: Number(count) }, (_, at) => `run_${at}`);
for (let at = 0; at < ids.length; at += 20) {
  await remover.remove(ids.slice(at, at + 20), Number(endedBefore));
  if (at === 40) process.stdout.write('removing\n');
}
