import { createServer } from 'node:http';
import chdb from 'chdb';

/** The HTTP interface of ClickHouse over its library: node host.js FOLDER [USER:PASSWORD]. */
const [, , folder, login] = process.argv;
const session = new chdb.Session(folder);
/** As the server answers them; every other error is 500. */
const statuses = {
  ...{ 36: 400, 53: 400, 62: 400, 194: 401, 192: 403, 193: 403, 497: 403, 516: 403 },
  ...{ 46: 404, 47: 404, 50: 404, 60: 404, 81: 404, 115: 404, 159: 408 },
};
const own = new Set(['default_format', 'wait_end_of_query', 'database', 'query', 'readonly']);

function refuse(response, code, text) {
  response.writeHead(statuses[code] ?? 500, { 'x-clickhouse-exception-code': String(code) });
  response.end(`${text}\n`);
}

function isLoggedIn({ headers }) {
  const [, basic = ''] = /^Basic (.+)$/.exec(headers.authorization ?? '') ?? [];
  return login === undefined || Buffer.from(basic, 'base64').toString() === login;
}

async function answer(request, response) {
  const { searchParams } = new URL(request.url, 'http://localhost');
  const parts = [];
  for await (const part of request) parts.push(part);
  if (!isLoggedIn(request))
    return refuse(
      response,
      516,
      'Code: 516. DB::Exception: default: Authentication failed. (AUTHENTICATION_FAILED)',
    );
  let statement = Buffer.concat(parts).toString();
  const isRead = /^\s*(?:SELECT|WITH)\b/i.test(statement);
  if (!isRead && searchParams.has('readonly'))
    return refuse(
      response,
      164,
      'Code: 164. DB::Exception: Cannot execute query in readonly mode. (READONLY)',
    );
  const settings = [...searchParams].filter(([name]) => !own.has(name));
  const set = settings.map(([name, value]) => `${name} = ${/^[\d.]+$/.test(value) ? value : `'${value}'`}`);
  if (isRead && set.length > 0) statement += ` SETTINGS ${set.join(', ')}`;
  try {
    const database = searchParams.get('database');
    if (database) await session.queryAsync(`USE \`${database}\``);
    const answer = await session.queryAsync(statement, {
      format: searchParams.get('default_format') ?? 'TabSeparated',
    });
    response.end(Buffer.from(answer.bytes()));
  } catch (error) {
    refuse(response, Number(/Code: (\d+)/.exec(error.message)?.[1] ?? 1002), error.message);
  }
}

const server = createServer((request, response) => void answer(request, response));
server.listen(0, '127.0.0.1', () => process.stdout.write(`ready ${server.address().port}\n`));
