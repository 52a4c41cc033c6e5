import type { Endpoint } from '../../../src/protocol/endpoint.ts';
import { endpoints } from '../../../src/protocol/endpoints.ts';
import { problems } from '../../../src/protocol/problem.ts';
import { about, operationNotes, problemsOf } from '../../../src/server/document/descriptions.ts';
import { toParameters } from '../../../src/server/document/open-api.ts';
import { namedSchemas, toSchema } from '../../../src/server/document/schemas.ts';
import { examples } from './examples.ts';
import { readNode, toTypeText } from './schema-text.ts';

/** The page that describes the API to people, made of what describes it to machines. */
export function toMarkdown(): string {
  const all: readonly Endpoint[] = Object.values(endpoints);
  return [
    '# The HTTP API',
    'This page and [openapi.yaml](openapi.yaml), which a server gives at `/v1/openapi.json`, are generated: `npm run api-docs`.',
    about,
    table(
      ['', 'what', 'scope'],
      all.map(one => [
        `[\`${one.method} ${one.path}\`](#${anchorOf(one)})`,
        one.summary,
        one.scope ?? 'none',
      ]),
    ),
    ...all.flatMap(describeEndpoint),
    '## Problems',
    table(
      ['type', 'status', 'meaning'],
      Object.entries(problems).map(([name, { status, title }]) => [
        `\`urn:runlens:problem:${name}\``,
        `${status}`,
        title,
      ]),
    ),
    '## Schemas',
    'Members in *italics* may be absent.',
    ...Object.entries(namedSchemas()).flatMap(([name, schema]) => [`### ${name}`, ...describeSchema(schema)]),
  ]
    .join('\n\n')
    .concat('\n');
}

function describeEndpoint(endpoint: Endpoint): readonly string[] {
  const { method, path, name, summary, scope, body } = endpoint;
  const note = operationNotes[name];
  const parameters = toParameters(endpoint).map(readParameter);
  return [
    `## ${name}`,
    `\`${method} ${path}\`${scope === undefined ? '' : ` (scope \`${scope}\`)`}: ${summary}.`,
    ...(note === undefined ? [] : [note]),
    ...(parameters.length > 0 ? [table(['parameter', 'in', 'type'], parameters)] : []),
    ...(body ? [`Body: ${toTypeText(toSchema(body))}, as \`application/json\`.`] : []),
    Object.entries(endpoint.answers).map(describeAnswer).join('\n'),
    ...describeProblems(endpoint),
    `\`\`\`sh\n${examples[name] ?? curl(endpoint)}\n\`\`\``,
  ];
}

function readParameter(value: Readonly<Record<string, unknown>>): readonly string[] {
  const name = `\`${String(value['name'])}\`${value['required'] === true ? ' (needed)' : ''}`;
  return [name, String(value['in']), toTypeText(value['schema'])];
}

function describeAnswer([status, answer]: readonly [string, Endpoint['answers'][number]]): string {
  if (answer === 'not-modified') return `- ${status}: nothing changed since the answer with that \`etag\``;
  if (answer === 'document') return `- ${status}: the description, OpenAPI 3.1`;
  if (answer === 'stream') return `- ${status}: a stream of \`text/event-stream\``;
  return `- ${status}: ${toTypeText(toSchema(answer))}`;
}

function describeProblems(endpoint: Endpoint): readonly string[] {
  const names = problemsOf(endpoint);
  if (names.length === 0) return [];
  return [`Problems: ${names.map(name => `\`${name}\` (${problems[name].status})`).join(', ')}.`];
}

function describeSchema(schema: unknown): readonly string[] {
  const { properties, required, oneOf } = readNode(schema);
  if (oneOf) return oneOf.flatMap(describeSchema);
  if (!properties) return [toTypeText(schema)];
  const rows = Object.entries(properties).flatMap(([name, value]) =>
    describeMember(name, value, required.includes(name)),
  );
  return [table(['member', 'type'], rows)];
}

/** A member that is an object without a name of its own has its members told in its place. */
function describeMember(name: string, value: unknown, isNeeded: boolean): readonly (readonly string[])[] {
  const { properties, required, items } = readNode(value);
  const shown = isNeeded ? `\`${name}\`` : `*\`${name}\`*`;
  const inner = properties ? { properties, required, mark: '' } : innerOf(items);
  if (!inner) return [[shown, toTypeText(value)]];
  return Object.entries(inner.properties).flatMap(([member, type]) =>
    describeMember(`${name}${inner.mark}.${member}`, type, isNeeded && inner.required.includes(member)),
  );
}

function innerOf(items: unknown) {
  if (items === undefined) return undefined;
  const { properties, required } = readNode(items);
  return properties && { properties, required, mark: '[]' };
}

function table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const toLine = (cells: readonly string[]) =>
    `| ${cells.map(cell => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [toLine(headings), `|${headings.map(() => '---|').join('')}`, ...rows.map(toLine)].join('\n');
}

function anchorOf({ name }: Endpoint): string {
  return name.toLowerCase();
}

function curl({ method, path, scope, body }: Endpoint): string {
  const place = path.replace('{id}', 'run_1');
  return [
    'curl',
    ...(method === 'GET' ? [] : ['-X POST']),
    ...(scope === undefined ? [] : ['-H "authorization: Bearer $RUNLENS_TOKEN"']),
    ...(body ? ['-H "content-type: application/json"', "-d '{}'"] : []),
    `https://runs.example.com${place}`,
  ].join(' ');
}
