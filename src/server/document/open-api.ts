import { type Endpoint, endpoints } from '../../protocol/endpoints.ts';
import { problemSchema, problems, problemType } from '../../protocol/problem.ts';
import { about, headerParameters, limits, operationNotes, problemsOf } from './descriptions.ts';
import { type JsonObject, namedSchemas, toSchema } from './schemas.ts';

/** OpenAPI 3.1, from the schemas that validate requests and responses. */
export function toOpenApi(version: string): JsonObject {
  return {
    openapi: '3.1.0',
    info: {
      title: 'runlens',
      version,
      description: `${about}\n\n${limits}`,
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    paths: toPaths(),
    components: {
      schemas: namedSchemas(),
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer' },
        apiKey: { type: 'apiKey', in: 'header', name: 'x-api-key' },
      },
    },
  };
}

function toPaths(): JsonObject {
  const paths = Map.groupBy<string, Endpoint>(Object.values(endpoints), ({ path }) => path);
  return Object.fromEntries(
    [...paths].map(([path, methods]) => [
      path,
      Object.fromEntries(methods.map(endpoint => [endpoint.method.toLowerCase(), toOperation(endpoint)])),
    ]),
  );
}

function toOperation(endpoint: Endpoint): JsonObject {
  const { name, summary, scope, body } = endpoint;
  const parameters = toParameters(endpoint);
  return {
    operationId: name,
    summary,
    ...(operationNotes[name] === undefined ? {} : { description: operationNotes[name] }),
    ...(scope === undefined ? { security: [] } : { security: [{ bearer: [scope] }, { apiKey: [scope] }] }),
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(body ? { requestBody: { content: { 'application/json': { schema: toSchema(body) } } } } : {}),
    responses: { ...toAnswers(endpoint), ...toProblems(endpoint) },
  };
}

export function toParameters(endpoint: Endpoint): readonly JsonObject[] {
  const parts = [
    { place: 'path', schema: endpoint.params },
    { place: 'query', schema: endpoint.query },
  ];
  const declared = parts.flatMap(({ place, schema }) => {
    if (!schema) return [];
    const { properties, required } = toObjectSchema(toSchema(schema));
    return Object.entries(properties).map(([name, property]) => ({
      name,
      in: place,
      ...(place === 'path' || required.includes(name) ? { required: true } : {}),
      schema: property,
    }));
  });
  return [...declared, ...headerParameters(endpoint)];
}

function toObjectSchema({ properties, required }: JsonObject) {
  if (typeof properties !== 'object' || properties === null) throw new Error('parameters are an object');
  const requiredNames: readonly unknown[] = Array.isArray(required) ? required : [];
  return { properties: { ...properties }, required: requiredNames };
}

function toAnswers({ answers }: Endpoint): JsonObject {
  return Object.fromEntries(
    Object.entries(answers).map(([status, answer]) => {
      if (answer === 'not-modified')
        return [status, { description: 'not changed since the `etag` of the client' }];
      if (answer === 'document') return [status, jsonAnswer({ type: 'object' })];
      if (answer !== 'stream') return [status, jsonAnswer(toSchema(answer))];
      return [
        status,
        { description: 'a stream', content: { 'text/event-stream': { schema: { type: 'string' } } } },
      ];
    }),
  );
}

function jsonAnswer(schema: JsonObject): JsonObject {
  return { description: 'the response', content: { 'application/json': { schema } } };
}

/** Several problems can have one status; their types differ. */
function toProblems(endpoint: Endpoint): JsonObject {
  const byStatus = Map.groupBy(problemsOf(endpoint), name => problems[name].status);
  return Object.fromEntries(
    [...byStatus].map(([status, names]) => [
      status,
      {
        description: names.map(name => `${problems[name].title} (${problemType(name)})`).join(', or '),
        content: { 'application/problem+json': { schema: toSchema(problemSchema) } },
      },
    ]),
  );
}
