import { type Endpoint, endpoints } from '../../../src/protocol/endpoints.ts';
import { problems } from '../../../src/protocol/problem.ts';
import { about, operationNotes } from '../../../src/server/document/descriptions.ts';
import { toParameters } from '../../../src/server/document/open-api.ts';
import { toSchema } from '../../../src/server/document/schemas.ts';
import { table } from '../../docs/markdown-table.ts';
import { examples } from './examples.ts';
import { toTypeText } from './schema-text.ts';

/** How a recorder of one's own claims starts is more than people read here. */
const inOpenApiAlone = ['claimStarts', 'beginStarts', 'getWriterRequests', 'listLateRuns'];

/** The page that describes the API to people, made of what describes it to machines. */
export function toMarkdown(): string {
  const all: readonly Endpoint[] = Object.values(endpoints);
  return [
    '# The HTTP API',
    'Made from the program by `npm run pages`. [openapi.yaml](openapi.yaml), which a server gives at `/v1/openapi.json`, has the types of all parameters, bodies and answers: a name such as `RunList` is one of its schemas.',
    about,
    'How much may be sent and asked: [limits](limits.md).',
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
    'The type of a problem is `urn:runlens:problem:` and its name.',
    table(
      ['name', 'status', 'meaning'],
      Object.entries(problems).map(([name, { status, title }]) => [`\`${name}\``, `${status}`, title]),
    ),
  ]
    .join('\n\n')
    .concat('\n');
}

function describeEndpoint(endpoint: Endpoint): readonly string[] {
  const { method, path, name, body } = endpoint;
  const note = inOpenApiAlone.includes(name) ? undefined : operationNotes[name];
  const parameters = toParameters(endpoint)
    .filter(value => value['in'] === 'query')
    .map(value => `\`${String(value['name'])}\``);
  const facts = [
    ...(parameters.length > 0 ? [`Parameters: ${parameters.join(' ')}.`] : []),
    ...(body ? [`Body: ${toTypeText(toSchema(body))}.`] : []),
    `Answer: ${Object.entries(endpoint.answers).flatMap(describeAnswer).join(', ')}.`,
  ];
  return [
    `## ${name}`,
    `\`${method} ${path}\``,
    ...(note === undefined ? [] : [note]),
    facts.join(' '),
    ...(method === 'GET' && examples[name] === undefined
      ? []
      : [`\`\`\`sh api\n${examples[name] ?? curl(endpoint)}\n\`\`\``]),
  ];
}

function describeAnswer([status, answer]: readonly [string, Endpoint['answers'][number]]): readonly string[] {
  if (answer === 'not-modified') return [];
  if (answer === 'document') return ['the description, OpenAPI 3.1'];
  if (answer === 'stream') return ['a stream of `text/event-stream`'];
  return [`${status === '200' ? '' : `${status} `}${toTypeText(toSchema(answer))}`];
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
