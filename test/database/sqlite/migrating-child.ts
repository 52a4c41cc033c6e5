import { openRecordable } from '../../../src/database/sqlite/open-database.ts';

/** Takes the store through the steps, which are JSON, and says so before and after. */
const [path = '', steps = '[]'] = process.argv.slice(2);
process.stdout.write('begins\n');
openRecordable(path, JSON.parse(steps)).close();
process.stdout.write('migrated\n');
