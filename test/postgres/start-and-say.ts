import { startPostgres } from './start-postgres.ts';

/** Starts a server, says its process and address, and stays. */
const postgres = await startPostgres();
process.stdout.write(`${postgres.pid()} ${postgres.url}\n`);
setInterval(() => {}, 1_000);
