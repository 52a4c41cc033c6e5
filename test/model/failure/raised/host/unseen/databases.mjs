import 'reflect-metadata';
import { sql as drizzleSql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/node-postgres';
import Redis from 'ioredis';
import { Kysely, PostgresDialect } from 'kysely';
import { MongoClient } from 'mongodb';
import pg from 'pg';
import postgres from 'postgres';
import { createClient } from 'redis';
import { DataTypes, Sequelize } from 'sequelize';
import { Connection, Request } from 'tedious';
import { DataSource, EntitySchema } from 'typeorm';

async function sql(x, ...statements) {
  const client = new pg.Client({ connectionString: x.ports.postgres });
  await client.connect();
  try {
    for (const [text, values] of statements) await client.query(text, values);
  } finally {
    await client.end();
  }
}

async function withPool(x, use) {
  const pool = new pg.Pool({ connectionString: x.ports.postgres, max: 2 });
  try {
    await use(pool);
  } finally {
    await pool.end();
  }
}

async function withPostgres(address, use, options = {}) {
  const client = postgres(address, { max: 1, onnotice: () => {}, ...options });
  try {
    await use(client);
  } finally {
    await client.end({ timeout: 1 });
  }
}

async function locked(x, first, second) {
  const [one, two] = [1, 2].map(() => new pg.Client({ connectionString: x.ports.postgres }));
  await Promise.all([one.connect(), two.connect()]);
  try {
    await first(one, two);
    await second(one, two);
  } finally {
    await Promise.all([one.end(), two.end()]);
  }
}

async function withSequelize(x, use, address = x.ports.postgres) {
  const db = new Sequelize(address, { logging: false, pool: { max: 1 } });
  const User = db.define(
    'u',
    { email: { type: DataTypes.TEXT, allowNull: false, validate: { isEmail: true } } },
    { tableName: 'users', timestamps: false },
  );
  try {
    await use(db, User);
  } finally {
    await db.close();
  }
}

const entity = new EntitySchema({
  name: 'Account',
  tableName: 'users',
  columns: { id: { type: 'integer', primary: true }, email: { type: 'text' } },
});
async function withTypeorm(x, use) {
  const source = await new DataSource({
    type: 'postgres',
    url: x.ports.postgres,
    entities: [entity],
  }).initialize();
  try {
    await use(source);
  } finally {
    await source.destroy();
  }
}

async function withRedis(x, use) {
  const client = new Redis({
    port: x.ports.redis,
    host: '127.0.0.1',
    retryStrategy: null,
    maxRetriesPerRequest: 0,
  });
  client.on('error', () => {});
  try {
    await use(client);
  } finally {
    client.disconnect();
  }
}

async function withNodeRedis(port, use) {
  const client = createClient({ socket: { port, host: '127.0.0.1', reconnectStrategy: false } });
  client.on('error', () => {});
  await client.connect();
  try {
    await use(client);
  } finally {
    client.destroy();
  }
}

async function withMongo(x, use) {
  const client = new MongoClient(`mongodb://127.0.0.1:${x.ports.mongo}/?retryWrites=false`, {
    serverSelectionTimeoutMS: 2000,
    monitorCommands: false,
  });
  try {
    await use(client.db('shop').collection(x.collection ?? 'users'));
  } finally {
    await client.close();
  }
}

const kysely = pool => new Kysely({ dialect: new PostgresDialect({ pool }) });

/** Databases and their mappers: `[cause, library, step, raise]`. */
export const databaseCauses = [
  ['text-too-long', 'pg', 'book', x => sql(x, ['INSERT INTO items (code) VALUES ($1)', [x.token]])],
  ['out-of-range', 'pg', 'book', x => sql(x, ['SELECT $1::smallint', [x.number + 40_000]])],
  ['function-missing', 'pg', 'book', x => sql(x, ['SELECT total_of($1::text)', [x.token]])],
  ['table-exists', 'pg', 'book', x => sql(x, ['CREATE TABLE items (id int)', []])],
  [
    'transaction-aborted',
    'pg',
    'book',
    async x => {
      await locked(
        x,
        async one => {
          await one.query('BEGIN');
          await one.query('SELECT 1/0').catch(() => {});
          await one.query('SELECT 1');
        },
        () => {},
      );
    },
  ],
  [
    'lock-timeout',
    'pg',
    'book',
    x =>
      locked(
        x,
        one => one.query('BEGIN; LOCK TABLE items'),
        (_, two) => two.query('SET lock_timeout = 20; SELECT * FROM items'),
      ),
  ],
  [
    'deadlock',
    'pg',
    'book',
    x =>
      locked(
        x,
        async (one, two) => {
          await one.query('BEGIN; LOCK TABLE items');
          await two.query('BEGIN; LOCK TABLE users');
        },
        (one, two) => {
          const other = one.query('LOCK TABLE users');
          return Promise.all([other, two.query('LOCK TABLE items')]);
        },
      ),
  ],
  [
    'serialization',
    'pg',
    'book',
    x =>
      locked(
        x,
        async (one, two) => {
          for (const client of [one, two])
            await client.query('BEGIN ISOLATION LEVEL SERIALIZABLE; SELECT count(*) FROM items');
          for (const client of [one, two]) await client.query('INSERT INTO items DEFAULT VALUES');
        },
        async (one, two) => {
          await one.query('COMMIT');
          await two.query('COMMIT');
        },
      ),
  ],
  [
    'still-referenced',
    'pg',
    'book',
    async x => {
      await sql(
        x,
        ['INSERT INTO orders VALUES ($1, 1)', [x.uuid]],
        ['INSERT INTO lines VALUES ($1, 1)', [x.uuid]],
        ['DELETE FROM orders WHERE id = $1', [x.uuid]],
      );
    },
  ],
  [
    'several-rows',
    'pg',
    'book',
    x => sql(x, [`SELECT (SELECT n FROM generate_series(1, ${3 + x.index}) n)`, []]),
  ],
  [
    'database-missing',
    'pg',
    'book',
    x => new pg.Client({ connectionString: x.ports.postgres.replace(/\/[^/]*$/, '/archive') }).connect(),
  ],
  [
    'type-mismatch',
    'pg',
    'book',
    x => sql(x, [`INSERT INTO orders (id, total) VALUES ('${x.uuid}', '${x.number}'::text)`, []]),
  ],
  ['ambiguous', 'pg', 'book', x => sql(x, ['SELECT id FROM orders, items WHERE total = $1', [x.number]])],
  ['bad-json', 'pg', 'book', x => sql(x, ['SELECT $1::json', [`{${x.word}: ${x.token}}`]])],
  ['bad-timestamp', 'pg', 'book', x => sql(x, ['SELECT $1::timestamptz', [`${x.word} ${x.number}`]])],
  [
    'pg-canceled',
    'pg',
    'book',
    x =>
      locked(
        x,
        async (one, two) => {
          const { processID } = one;
          setTimeout(() => two.query(`SELECT pg_cancel_backend(${processID})`), 50);
          await one.query('SELECT pg_sleep(3)');
        },
        () => {},
      ),
  ],
  [
    'pg-terminated',
    'pg',
    'book',
    x =>
      locked(
        x,
        async (one, two) => {
          one.on('error', () => {});
          setTimeout(() => two.query(`SELECT pg_terminate_backend(${one.processID})`), 50);
          await one.query('SELECT pg_sleep(3)');
        },
        () => {},
      ),
  ],
  [
    'drizzle-unique',
    'drizzle-orm',
    'register',
    x =>
      withPool(x, async pool => {
        const db = drizzle(pool);
        for (const _ of [1, 2]) await db.execute(drizzleSql`INSERT INTO users (email) VALUES (${x.mail})`);
      }),
  ],
  [
    'drizzle-missing',
    'drizzle-orm',
    'register',
    x =>
      withPool(x, pool => drizzle(pool).execute(drizzleSql`SELECT * FROM accounts WHERE id = ${x.number}`)),
  ],
  [
    'drizzle-null',
    'drizzle-orm',
    'register',
    x =>
      withPool(x, pool =>
        drizzle(pool).execute(drizzleSql`INSERT INTO users (id, email) VALUES (${x.number}, NULL)`),
      ),
  ],
  [
    'kysely-unique',
    'kysely',
    'register',
    x =>
      withPool(x, async pool => {
        for (const _ of [1, 2]) await kysely(pool).insertInto('users').values({ email: x.mail }).execute();
      }),
  ],
  [
    'kysely-none',
    'kysely',
    'find-user',
    x =>
      withPool(x, pool =>
        kysely(pool).selectFrom('users').selectAll().where('email', '=', x.token).executeTakeFirstOrThrow(),
      ),
  ],
  [
    'kysely-column',
    'kysely',
    'find-user',
    x =>
      withPool(x, pool =>
        kysely(pool).selectFrom('users').select('phone').where('id', '=', x.index).execute(),
      ),
  ],
  [
    'sequelize-unique',
    'sequelize',
    'sign-up',
    x =>
      withSequelize(x, async (_, User) => {
        for (const _ of [1, 2]) await User.create({ email: x.mail });
      }),
  ],
  ['sequelize-null', 'sequelize', 'sign-up', x => withSequelize(x, (_, User) => User.create({}))],
  [
    'sequelize-email',
    'sequelize',
    'sign-up',
    x => withSequelize(x, (_, User) => User.create({ email: x.token })),
  ],
  [
    'sequelize-missing',
    'sequelize',
    'sign-up',
    x => withSequelize(x, db => db.query(`SELECT * FROM members WHERE id = ${x.number}`)),
  ],
  [
    'sequelize-refused',
    'sequelize',
    'sign-up',
    x => withSequelize(x, db => db.authenticate(), `postgres://u:p@127.0.0.1:${x.closedPort}/d`),
  ],
  [
    'typeorm-not-found',
    'typeorm',
    'load-account',
    x => withTypeorm(x, source => source.getRepository('Account').findOneByOrFail({ email: x.mail })),
  ],
  [
    'typeorm-unique',
    'typeorm',
    'load-account',
    x =>
      withTypeorm(x, async source => {
        for (const step of [1, 2])
          await source
            .getRepository('Account')
            .insert({ id: x.number * 10 + step + 5_000_000, email: x.mail });
      }),
  ],
  [
    'typeorm-metadata',
    'typeorm',
    'load-account',
    x => withTypeorm(x, source => source.getRepository('Invoice').find()),
  ],
  [
    'postgres-unique',
    'postgres',
    'record-visit',
    x =>
      withPostgres(x.ports.postgres, async q => {
        for (const _ of [1, 2]) await q`INSERT INTO users (email) VALUES (${x.mail})`;
      }),
  ],
  [
    'postgres-missing',
    'postgres',
    'record-visit',
    x => withPostgres(x.ports.postgres, q => q`SELECT * FROM visits WHERE id = ${x.number}`),
  ],
  [
    'postgres-refused',
    'postgres',
    'record-visit',
    x => withPostgres(`postgres://u:p@127.0.0.1:${x.closedPort}/d`, q => q`SELECT 1`),
  ],
  [
    'postgres-undefined',
    'postgres',
    'record-visit',
    x => withPostgres(x.ports.postgres, q => q`SELECT ${undefined} + ${x.number}`),
  ],
  [
    'redis-wrong-type',
    'ioredis',
    'count-visit',
    x => withRedis(x, client => client.incr(`wrongtype:${x.token}`)),
  ],
  ['redis-no-auth', 'ioredis', 'count-visit', x => withRedis(x, client => client.incr(`noauth:${x.token}`))],
  ['redis-memory', 'ioredis', 'count-visit', x => withRedis(x, client => client.incr(`oom:${x.token}`))],
  ['redis-moved', 'ioredis', 'count-visit', x => withRedis(x, client => client.incr(`moved:${x.number}`))],
  [
    'redis-read-only',
    'ioredis',
    'count-visit',
    x => withRedis(x, client => client.incr(`readonly:${x.token}`)),
  ],
  [
    'node-redis-type',
    'redis',
    'lock',
    x => withNodeRedis(x.ports.redis, client => client.incr(`wrongtype:${x.token}`)),
  ],
  ['node-redis-refused', 'redis', 'lock', x => withNodeRedis(x.closedPort, client => client.get('a'))],
  [
    'node-redis-script',
    'redis',
    'lock',
    x => withNodeRedis(x.ports.redis, client => client.incr(`noscript:${x.token}`)),
  ],
  [
    'mongo-duplicate',
    'mongodb',
    'save-profile',
    x => withMongo(x, users => users.insertOne({ email: x.mail, _id: x.token })),
  ],
  [
    'mongo-not-primary',
    'mongodb',
    'save-profile',
    x => withMongo(x, users => users.deleteOne({ _id: x.token })),
  ],
  [
    'mongo-expression',
    'mongodb',
    'save-profile',
    x => withMongo(x, users => users.findOne({ _id: x.token })),
  ],
  [
    'mongo-update-field',
    'mongodb',
    'save-profile',
    x => withMongo(x, users => users.updateOne({ _id: x.token }, { name: x.word })),
  ],
  [
    'mssql-refused',
    'tedious',
    'load-legacy-order',
    x =>
      new Promise((_, no) => {
        const connection = new Connection({
          server: '127.0.0.1',
          options: { port: x.closedPort, encrypt: false, connectTimeout: 900 },
        });
        connection.connect(error => no(error));
      }),
  ],
  [
    'mssql-timeout',
    'tedious',
    'load-legacy-order',
    x =>
      new Promise((_, no) => {
        const connection = new Connection({
          server: '127.0.0.1',
          options: { port: x.ports.silent, encrypt: false, connectTimeout: 100 + x.index },
        });
        connection.connect(error => no(error));
      }),
  ],
  [
    'mssql-not-connected',
    'tedious',
    'load-legacy-order',
    x =>
      new Promise((_, no) => {
        new Connection({ server: '127.0.0.1', options: { port: x.closedPort, encrypt: false } }).execSql(
          new Request('SELECT 1', error => no(error)),
        );
      }),
  ],
];
