import { randomUUID } from 'node:crypto';
import pg from 'pg';
import * as v from 'valibot';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { openEngineDatabase } from '../../../src/engines/kit/engine-database.ts';
import { sql } from '../../../src/query-sql/sql-template.ts';
import { createTestDatabase } from '../../postgres/test-database.ts';

const known = { table: 'job', columns: ['id', 'state'] };

/** A database with a table of jobs in each of these schemas, and how it is opened. */
async function createJobs(...schemas: readonly string[]) {
  const { url, drop } = await createTestDatabase({ isEmpty: true });
  const owner = new pg.Client({ connectionString: url });
  await owner.connect();
  for (const schema of schemas) {
    const name = owner.escapeIdentifier(schema);
    await owner.query(
      `CREATE SCHEMA IF NOT EXISTS ${name}; CREATE TABLE ${name}.job (id int, state text, "Odd" int)`,
    );
    await owner.query(`INSERT INTO ${name}.job VALUES (1, '${schema.length}', 5)`);
  }
  onTestFinished(async () => {
    await owner.end();
    await drop();
  });
  const open = (schema = '', address = url) => {
    const database = openEngineDatabase({
      engine: 'mill',
      known,
      place: `${address}${schema && `#${schema}`}`,
    });
    onTestFinished(() => database.close());
    return database;
  };
  return { url, owner, open };
}

describe('the tables of an engine in a database', () => {
  it.each(['mill', 'public', 'My Jobs', 'say "hi"', "it's", 'café', '100%', 'a#b'])(
    'are found in a schema of any name: %s',
    async name => {
      const { open } = await createJobs(name);
      for (const database of [open(), open(encodeURIComponent(name))]) {
        const schema = await database.schema();
        expect([schema.name, schema.isReadable]).toEqual([name, true]);
        const statement = sql`SELECT ${schema.column('Odd', 'j')} AS n FROM ${schema.table('job')} j`;
        expect(await database.read(v.object({ n: v.number() }), statement)).toEqual([{ n: 5 }]);
      }
    },
  );

  it('have a column or NULL in its place, as versions of the engine differ', async () => {
    const { open } = await createJobs('mill');
    const database = open();
    const { table, column, has } = await database.schema();
    expect([has('state'), has('priority')]).toEqual([true, false]);
    const statement = sql`SELECT ${column('priority', 'j')} AS n FROM ${table('job')} j`;
    expect(await database.read(v.object({ n: v.null() }), statement)).toEqual([{ n: null }]);
  });

  it('are said not to be there', async () => {
    const { open, owner } = await createJobs();
    await owner.query('CREATE TABLE job (id int)');
    await expect(open().schema()).rejects.toMatchObject({
      kind: 'unreadable',
      message: expect.stringMatching(/^postgres:\/\/[^@]+ holds no tables of mill that can be read$/),
    });
  });

  it('are to be named where several schemas have them, by addresses that can be used', async () => {
    const { open, url } = await createJobs('kiln', '50% more');
    const error = await open()
      .schema()
      .catch((error: unknown) => error);
    expect(error).toMatchObject({
      kind: 'usage',
      message: expect.stringContaining('hold mill: 50% more, kiln'),
    });
    const [, hash = ''] = /#(.*)$/.exec((error as { hint: string }).hint) ?? [];
    expect((await open('', `${url}#${hash}`).schema()).name).toBe('50% more');
    expect((await open('kiln').schema()).name).toBe('kiln');
    await expect(open('oven').schema()).rejects.toMatchObject({
      message: expect.stringMatching(
        /^the schema oven of .* holds no tables of mill .*; 50% more, kiln does$/,
      ),
    });
  });

  it('are not the temporary ones of a session', async () => {
    const { open, owner } = await createJobs('mill');
    await owner.query('CREATE TEMPORARY TABLE job (id int, state text)');
    expect((await open().schema()).name).toBe('mill');
  });

  it('are looked for again after a failure', async () => {
    const { open, owner } = await createJobs();
    const database = open();
    await expect(database.schema()).rejects.toMatchObject({ kind: 'unreadable' });
    await owner.query('CREATE SCHEMA late; CREATE TABLE late.job (id int, state text)');
    expect((await database.schema()).name).toBe('late');
  });

  it('are looked at again a minute later, when a migration may have added a column', async () => {
    const { open, owner } = await createJobs('mill');
    const database = open();
    const hasPriority = async () => (await database.schema()).has('priority');
    expect(await hasPriority()).toBe(false);
    await owner.query('ALTER TABLE mill.job ADD priority int');
    expect(await hasPriority()).toBe(false);
    const now = performance.now();
    onTestFinished(() => void vi.restoreAllMocks());
    vi.spyOn(performance, 'now').mockReturnValue(now + 61_000);
    expect(await hasPriority()).toBe(true);
  });

  it('are looked for once by all who ask, of whom one may go', async () => {
    const { open } = await createJobs('mill');
    const database = open();
    const ending = new AbortController();
    const reason = new Error('not interested any more');
    const gone = expect(database.schema({ signal: ending.signal })).rejects.toBe(reason);
    const waiting = database.schema();
    ending.abort(reason);
    await gone;
    expect((await waiting).name).toBe('mill');
  });
});

describe('the role that reads the tables', () => {
  /** An address with a role of its own, which may do as the grants say, in place of the owner. */
  async function withRole(schemas: readonly string[], ...grants: readonly string[]) {
    const { url, owner, open } = await createJobs(...schemas);
    const role = `role_${randomUUID().replaceAll('-', '')}`;
    await owner.query(`CREATE ROLE ${role} LOGIN PASSWORD 'x'`);
    for (const grant of grants) await owner.query(`GRANT ${grant} TO ${role}`);
    onTestFinished(async () => {
      await owner.query(`DROP OWNED BY ${role}; DROP ROLE ${role}`);
    });
    return open('', Object.assign(new URL(url), { username: role, password: 'x' }).href);
  }

  it('needs to read no more than they are', async () => {
    const database = await withRole(['mill'], 'USAGE ON SCHEMA mill', 'SELECT ON mill.job');
    const { table } = await database.schema();
    const rows = await database.read(v.object({ id: v.number() }), sql`SELECT id FROM ${table('job')}`);
    expect(rows).toEqual([{ id: 1 }]);
    await expect(database.write(v.unknown(), sql`UPDATE mill.job SET id = 2`)).rejects.toMatchObject({
      kind: 'auth',
      message: expect.stringContaining('lacks a right'),
    });
  });

  it('is told which right it lacks, where it may read none of them', async () => {
    const database = await withRole(['mill']);
    const { table, isReadable } = await database.schema();
    expect(isReadable).toBe(false);
    await expect(
      database.read(v.object({ id: v.number() }), sql`SELECT id FROM ${table('job')}`),
    ).rejects.toMatchObject({
      ...{ kind: 'auth', message: expect.stringContaining('lacks a right') },
      hint: 'let the owner of the database grant it (permission denied for schema mill)',
    });
  });

  it('needs not to name the only schema that it may read', async () => {
    const database = await withRole(['mill', 'kiln'], 'USAGE ON SCHEMA kiln', 'SELECT ON kiln.job');
    expect((await database.schema()).name).toBe('kiln');
  });
});

it('says of a row of another form what is wrong with it, and quotes nothing of it', async () => {
  const { open } = await createJobs('mill');
  const database = open();
  await expect(
    database.read(v.object({ state: v.number() }), sql`SELECT state FROM mill.job`),
  ).rejects.toMatchObject({
    kind: 'unreadable',
    message: 'state has another form than expected (number)',
    hint: 'the engine may be of a version that is not supported',
  });
});
