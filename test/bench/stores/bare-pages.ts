import { runColumns } from '../../../src/database/postgres/read/postgres-run-row.ts';
import { cutMark } from '../../../src/database/runs/filter/index-entry.ts';

/**
 * A page of 50, and the statements that somebody who knows the schema would write for the same runs: the
 * quickest is the floor.
 */
export type BarePage = {
  readonly what: string;
  readonly filter: string;
  /** Where the page begins, when it is not the first. */
  readonly after?: Place;
  readonly statements: readonly string[];
  /** Whether a statement can be prepared: of a filter, nobody knows the values before it is asked. */
  readonly isPrepared?: boolean;
};

export type Place = { readonly cursor: string; readonly createdAt: number; readonly id: string };

export type Landmarks = {
  /** A place far down. */
  readonly deep: Place;
  /** When the newest run was created, epoch ms. */
  readonly newestAt: number;
  readonly oneId: string;
};

const dayMs = 86_400_000;
const active = ['queued', 'running', 'sleeping', 'waiting'];
const kinds = ['workflow', 'agent'];
const agents = ['support-agent', 'research-agent', 'on-call-agent'];
const newest = 'ORDER BY r.created_at DESC, r.id DESC LIMIT 50';

/**
 * Every kind of filter, with values that many runs of the sample have and, where it is found otherwise, that
 * few or none have.
 */
export function barePages({ deep, newestAt, oneId }: Landmarks): readonly BarePage[] {
  const week = newestAt - 7 * dayMs;
  const month = newestAt - 30 * dayMs;
  return [
    { ...page('', walk()), what: 'newest', isPrepared: true },
    {
      ...page('', walk(`(r.created_at, r.id) < (${deep.createdAt}, '${deep.id}')`)),
      what: 'deep cursor',
      isPrepared: true,
      after: deep,
    },
    page('status:failed', arms(ofKinds(['failed']))),
    page('status:active', arms(activeArms), walk(activeArms.map(arm => `(${arm})`).join(' OR '))),
    page('-status:success', walk("r.status <> 'success'")),
    page('workflow:signup-pipeline', walk("r.name = 'signup-pipeline'")),
    page('workflow:*-agent', arms(agents.map(name => `r.name = '${name}'`)), walk("r.name LIKE '%-agent'")),
    page('-workflow:signup-pipeline', walk("r.name <> 'signup-pipeline'")),
    page('type:agent', walk("r.kind = 'agent'")),
    { ...page(`since:${iso(month)}`, walk(`r.created_at >= ${month}`)), what: '`since:`, the last 30 days' },
    { ...page(`until:${iso(week)}`, walk(`r.created_at < ${week + 1}`)), what: '`until:` a week ago' },
    {
      ...page(`started:<${iso(week)}`, walk(`r.started_at < ${week}`)),
      what: '`started:` before the last week',
    },
    page('project:billing', ...eitherWay("r.project = 'billing'", "r.facets && '{p:billing}'")),
    page('actor:margaret', ...eitherWay("r.actor = 'margaret'", "r.facets && '{a:margaret}'")),
    page('actor:nobody-at-all', found("r.facets && '{a:nobody-at-all}'")),
    page('trigger:webhook', ...eitherWay("r.trigger_type = 'webhook'", "r.facets && '{t:webhook}'")),
    page('model:gpt-5', ...eitherWay("'gpt-5' = ANY (r.models)", "r.facets && '{m:gpt-5}'")),
    page('service:parcels', ...eitherWay("'parcels' = ANY (r.services)", "r.facets && '{s:parcels}'")),
    page('step:send-email', ...eitherWay("r.error_step = 'send-email'", "r.facets && '{e:send-email}'")),
    page(
      'error:timeout',
      ...eitherWay(hasError('timeout'), `${searchHolds('timeout')} AND ${hasError('timeout')}`),
    ),
    page('error:zzyzzyva', found(`${searchHolds('zzyzzyva')} AND ${hasError('zzyzzyva')}`)),
    { ...page(`id:${oneId}`, walk(`r.id = '${oneId}'`)), what: '`id:` of a run' },
    page('duration:>10m', ...eitherWay(ranOver(600_000))),
    page('duration:>10h', ...eitherWay(ranOver(36_000_000))),
    page('cost:>0.01', ...eitherWay('r.cost_usd > 0.01')),
    page('cost:>2', ...eitherWay('r.cost_usd > 2')),
    page('steps:>3', ...eitherWay('r.step_count > 3')),
    page('steps:>6', ...eitherWay('r.step_count > 6')),
    page('messages:>3', ...eitherWay('r.message_count > 3')),
    page('messages:>40', ...eitherWay('r.message_count > 40')),
    ...['timeout', 'rder', 'kiesler', 'zzyzzyva'].map(word => page(word, ...ofWord(word))),
    page('input.plan:scale', ...ofPath('plan', 'scale')),
    page('input.email:nobody@example.com', ...ofPath('email', 'nobody@example.com')),
  ];
}

function page(filter: string, ...statements: readonly string[]): BarePage {
  return { what: `\`${filter}\``, filter, statements };
}

/** From the newest on until there are enough. */
function walk(condition = 'true', join = ''): string {
  return `SELECT ${runColumns.text} FROM runs r ${join} WHERE ${condition} ${newest}`;
}

/** All that are found, and of these the newest. */
function found(condition: string): string {
  return `WITH r AS MATERIALIZED (SELECT r.* FROM runs r WHERE ${condition}) SELECT ${runColumns.text} FROM r ${newest}`;
}

function eitherWay(condition: string, indexed = condition): readonly string[] {
  return [walk(condition), found(indexed)];
}

/** The newest of each of several parts of an index, and of these the newest. */
function arms(conditions: readonly string[]): string {
  const each = conditions.map(condition => `(${walk(condition)})`);
  return `SELECT ${runColumns.text} FROM (${each.join(' UNION ALL ')}) r ${newest}`;
}

function ofKinds(statuses: readonly string[]): readonly string[] {
  return statuses.flatMap(status => kinds.map(kind => `r.status = '${status}' AND r.kind = '${kind}'`));
}

/** A status that nobody knows is active as long as the run has no end. */
const activeArms = [
  ...ofKinds(active),
  ...ofKinds(['unknown']).map(condition => `${condition} AND r.finished_at IS NULL`),
];

function searchHolds(text: string): string {
  return `r.search LIKE '%${text}%'`;
}

function hasError(text: string): string {
  const columns = ['error_name', 'error_message', 'cause_name', 'cause_message'];
  return `(${columns.map(column => `r.${column} ILIKE '%${text}%'`).join(' OR ')})`;
}

/** A run that has not ended runs until now. */
function ranOver(ms: number): string {
  const now = 'extract(epoch FROM now()) * 1000';
  return `(greatest(0, r.finished_at - r.started_at) > ${ms} AND r.finished_at IS NOT NULL AND r.started_at IS NOT NULL
    OR r.finished_at IS NULL AND r.started_at < ${now} - ${ms})`;
}

const payloads = 'LEFT JOIN LATERAL (SELECT * FROM payloads WHERE payloads.key = r.key LIMIT 1) p ON true';

function ofWord(word: string): readonly string[] {
  const query = `'''${word}'':*'::tsquery`;
  return [
    walk(`(${searchHolds(word)} OR p.words @@ ${query})`, payloads),
    found(
      `r.key IN (SELECT key FROM runs r WHERE ${searchHolds(word)} UNION SELECT key FROM payloads WHERE words @@ ${query})`,
    ),
  ];
}

function ofPath(name: string, value: string): readonly string[] {
  const holds = `p.input::jsonb ->> '${name}' = '${value}'`;
  const terms = value.split(/\W+/).map(term => `''${term}''`);
  // Payloads that are too long do not have every word indexed: they have to be looked at.
  const query = `'(${terms.join(' & ')}) | ''${cutMark}'''::tsquery`;
  const keys = `SELECT key FROM payloads p WHERE words @@ ${query} AND ${holds}`;
  return [walk(holds, payloads), found(`r.key IN (${keys})`)];
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
