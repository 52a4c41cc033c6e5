import { expect, test } from 'vitest';
import { callFacts } from '../../../src/model/trace/call-facts.ts';
import { span } from '../../screen/run/detail-of.ts';

const factsOf = (attributes: Readonly<Record<string, unknown>>) => callFacts(span('call', { attributes }));

test.each([
  ['the status code of a response', { 'http.status_code': 503 }, { statusCode: 503 }],
  ['the code of a call of gRPC, which may be a text', { 'rpc.grpc.status_code': '14' }, { grpcCode: 14 }],
  [
    'the model that answered, before the one that was asked',
    { 'gen_ai.request.model': 'gpt-5', 'gen_ai.response.model': 'gpt-5-mini' },
    { model: 'gpt-5-mini' },
  ],
  [
    'tokens by the names of several instrumentations',
    { 'ai.usage.promptTokens': 12, 'llm.token_count.completion': 3 },
    { inputTokens: 12, outputTokens: 3 },
  ],
  [
    'nothing of values of other types',
    { 'gen_ai.request.model': 5, 'gen_ai.usage.input_tokens': 'many' },
    {},
  ],
])('a span tells %s', (_, attributes, facts) => {
  expect(factsOf(attributes)).toEqual(facts);
});
