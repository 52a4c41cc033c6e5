import Database from 'better-sqlite3';

/** A group of failures as SQL finds it: by workflow, step and innermost message, not by the group's id. */
export type StoredGroup = {
  readonly name: string;
  readonly step: string;
  readonly message: string;
  readonly count: number;
  readonly ofRuns: number;
  readonly firstAt: number;
  readonly lastAt: number;
};

/** Asks the store of an incident with statements of its own, none of the product's. */
export type StoredIncident = {
  readonly groups: () => readonly StoredGroup[];
  /** How many failed runs of a group have a value of their input, and how many other runs of the workflow. */
  readonly countValue: (
    group: StoredGroup,
    path: string,
    value: string,
  ) => { failed: number; others: number };
  /** The runs of a group's workflow before its first failure, from there to its last one, and to now. */
  readonly countAround: (group: StoredGroup) => { before: number; until: number; since: number };
  readonly countTriggers: (name: string) => readonly { failed: number; runs: number }[];
  readonly countStatus: (status: string) => number;
  readonly close: () => void;
};

/** What varies from run to run in the messages of `writeIncident`. */
const message = `replace(coalesce(r.cause_message, r.error_message), json_extract(i.json, '$.email'), '<mail>')`;
const known = `coalesce(${message}, r.cause_message, r.error_message)`;
const runs = 'runs r JOIN inputs i ON i.key = r.key';

export function openStoredIncident(location: string): StoredIncident {
  const store = new Database(location, { readonly: true });
  return {
    groups: () =>
      store
        .prepare<[], StoredGroup>(
          `SELECT r.name, r.error_step AS step, ${known} AS message, count(*) AS count,
            (SELECT count(*) FROM runs o WHERE o.name = r.name) AS ofRuns,
            min(r.created_at) AS firstAt, max(r.created_at) AS lastAt
          FROM ${runs} WHERE r.status = 'failed' GROUP BY r.name, r.error_step, ${known} ORDER BY lastAt DESC`,
        )
        .all(),
    countValue: ({ name, message: text, step }, path, value) =>
      store
        .prepare<object, { failed: number; others: number }>(
          `SELECT coalesce(sum(isOne AND has), 0) AS failed, coalesce(sum(NOT isOne AND has), 0) AS others FROM (
            SELECT r.status = 'failed' AND r.error_step = @step AND ${known} = @text AS isOne,
              ${columnOf(path)} = @value AS has
            FROM ${runs} WHERE r.name = @name)`,
        )
        .get({ name, text, step, value }) ?? { failed: 0, others: 0 },
    countAround: ({ name, firstAt, lastAt }) =>
      store
        .prepare<object, { before: number; until: number; since: number }>(
          `SELECT sum(created_at < @firstAt) AS before, sum(created_at BETWEEN @firstAt AND @lastAt) AS until,
            sum(created_at >= @firstAt) AS since
          FROM runs WHERE name = @name`,
        )
        .get({ name, firstAt, lastAt }) ?? { before: 0, until: 0, since: 0 },
    countTriggers: name =>
      store
        .prepare<[string], { failed: number; runs: number }>(
          `SELECT sum(status = 'failed') AS failed, count(*) AS runs
          FROM runs WHERE name = ? GROUP BY trigger_label`,
        )
        .all(name),
    countStatus: status =>
      store.prepare<[string], number>('SELECT count(*) FROM runs WHERE status = ?').pluck().get(status) ?? 0,
    close: () => store.close(),
  };
}

function columnOf(path: string): string {
  const columns: Readonly<Record<string, string>> = {
    actor: 'r.actor',
    trigger: 'r.trigger_label',
    project: 'r.project',
  };
  return columns[path] ?? `CAST(json_extract(i.json, '$.${path.replace(/^input\./u, '')}') AS TEXT)`;
}
