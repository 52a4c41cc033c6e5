import pg from 'pg';
import { clientConfig } from '../../../src/database/postgres/database.ts';
import { postgresErrorCode } from '../../../src/drivers/postgres/postgres-error.ts';

export type BareStatement = {
  readonly text: string;
  /** One that is prepared is planned the first time only. */
  readonly isPrepared: boolean;
};

/** One connection as the store's own are. */
export type BareSql = {
  /** What is found; `undefined` when it takes far longer than anybody waits for a page. */
  readonly idsInTime: (statement: BareStatement) => Promise<readonly string[] | undefined>;
  readonly ids: (statement: BareStatement) => Promise<readonly string[]>;
  readonly close: () => Promise<void>;
};

/** SQLSTATE, as said of a statement that took too long. */
const queryCanceled = '57014';
const mostMs = 2_000;

export async function openBareSql(url: string): Promise<BareSql> {
  const client = new pg.Client(clientConfig(url, { settings: { statement_timeout: String(mostMs) } }));
  await client.connect();
  const names = new Map<string, string>();
  function nameOf(text: string): string {
    const name = names.get(text) ?? `bare-${names.size}`;
    names.set(text, name);
    return name;
  }

  async function ids({ text, isPrepared }: BareStatement): Promise<readonly string[]> {
    const { rows } = await client.query<{ id: string }>(isPrepared ? { name: nameOf(text), text } : text);
    return rows.map(({ id }) => id);
  }
  return {
    ids,
    async idsInTime(statement) {
      try {
        return await ids(statement);
      } catch (error) {
        if (postgresErrorCode(error) === queryCanceled) return undefined;
        throw error;
      }
    },
    close: () => client.end(),
  };
}
