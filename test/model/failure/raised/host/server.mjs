import { once } from 'node:events';
import { createServer } from 'node:http';

/** Bodies as the named APIs shape them; the texts are invented, with other ids in each answer. */
const bodies = {
  'openai-rate': id => [
    429,
    {
      error: {
        message: `Rate limit reached for gpt-5-mini in organization org-${id} on tokens per min (TPM): Limit 30000, Used ${1000 + id.length * 7}, Requested ${id.charCodeAt(0)}. Please try again in ${id.charCodeAt(1)}ms.`,
        type: 'tokens',
        param: null,
        code: 'rate_limit_exceeded',
      },
    },
  ],
  'openai-quota': _id => [
    429,
    {
      error: {
        message: 'You exceeded your current quota, please check your plan and billing details.',
        type: 'insufficient_quota',
        param: null,
        code: 'insufficient_quota',
      },
    },
  ],
  'openai-model': _id => [
    404,
    {
      error: {
        message: 'The model `gpt-9` does not exist or you do not have access to it.',
        type: 'invalid_request_error',
        param: null,
        code: 'model_not_found',
      },
    },
  ],
  'openai-context': id => [
    400,
    {
      error: {
        message: `This model's maximum context length is 128000 tokens. However, your messages resulted in ${130000 + id.charCodeAt(0)} tokens. Please reduce the length of the messages.`,
        type: 'invalid_request_error',
        param: 'messages',
        code: 'context_length_exceeded',
      },
    },
  ],
  'openai-param': _id => [
    400,
    {
      error: {
        message:
          "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
        type: 'invalid_request_error',
        param: 'max_tokens',
        code: 'unsupported_parameter',
      },
    },
  ],
  'openai-key': id => [
    401,
    {
      error: {
        message: `Incorrect API key provided: key-${id.slice(0, 4)}****${id.slice(-4)}. You can find your API key in your account.`,
        type: 'invalid_request_error',
        param: null,
        code: 'invalid_api_key',
      },
    },
  ],
  'anthropic-overloaded': id => [
    529,
    { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' }, request_id: `req_${id}` },
  ],
  'anthropic-rate': id => [
    429,
    {
      type: 'error',
      error: {
        type: 'rate_limit_error',
        message: `This request would exceed your organization's rate limit of 40,000 input tokens per minute (org: ${id}).`,
      },
      request_id: `req_${id}`,
    },
  ],
  'anthropic-long': id => [
    400,
    {
      type: 'error',
      error: {
        type: 'invalid_request_error',
        message: `prompt is too long: ${200100 + id.charCodeAt(0)} tokens > 200000 maximum`,
      },
      request_id: `req_${id}`,
    },
  ],
  'anthropic-tool': id => [
    400,
    {
      type: 'error',
      error: {
        type: 'invalid_request_error',
        message: `messages.${id.charCodeAt(0) % 9}: \`tool_use\` ids were found without \`tool_result\` blocks immediately after: toolu_${id}.`,
      },
      request_id: `req_${id}`,
    },
  ],
  'stripe-declined': id => [
    402,
    {
      error: {
        type: 'card_error',
        code: 'card_declined',
        decline_code: 'insufficient_funds',
        message: 'Your card has insufficient funds.',
        charge: `ch_${id}`,
      },
    },
  ],
  'stripe-expired': id => [
    402,
    {
      error: {
        type: 'card_error',
        code: 'expired_card',
        message: 'Your card has expired.',
        charge: `ch_${id}`,
      },
    },
  ],
  'stripe-customer': id => [
    404,
    {
      error: {
        type: 'invalid_request_error',
        code: 'resource_missing',
        message: `No such customer: 'cus_${id}'`,
        param: 'customer',
      },
    },
  ],
  'stripe-price': id => [
    404,
    {
      error: {
        type: 'invalid_request_error',
        code: 'resource_missing',
        message: `No such price: 'price_${id}'`,
        param: 'line_items[0][price]',
      },
    },
  ],
  'stripe-idempotency': id => [
    400,
    {
      error: {
        type: 'idempotency_error',
        message: `Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '${id}' if you meant to execute a different request.`,
      },
    },
  ],
  'plain-500': id => [500, { message: 'Internal Server Error', requestId: id }],
  'plain-503': id => [503, { message: 'Service Unavailable', requestId: id }],
  'plain-404': id => [404, { message: 'Not Found', path: `/orders/${id}` }],
  'plain-401': _id => [401, { message: 'Unauthorized' }],
  'graphql-forbidden': id => [
    200,
    {
      errors: [
        {
          message: 'Not authorized to read Order',
          path: ['order'],
          extensions: { code: 'FORBIDDEN', traceId: id },
        },
      ],
      data: null,
    },
  ],
};

export async function startServer() {
  const server = createServer((request, response) => {
    const url = new URL(request.url, 'http://localhost');
    const [, kind, name, id = 'none'] = url.pathname.split('/');
    if (kind === 'hang') return;
    if (kind === 'close') return void request.socket.destroy();
    if (kind === 'html')
      return void response
        .writeHead(502, { 'content-type': 'text/html' })
        .end(`<html><head><title>502 Bad Gateway</title></head><body>nginx ${id}</body></html>`);
    if (kind === 'half') {
      response.writeHead(200, { 'content-length': '1000' }).write('{"a":');
      return void setTimeout(() => request.socket.destroy(), 20);
    }
    if (kind === 's3') {
      const [code, status, message] = {
        missing: ['NoSuchKey', 404, 'The specified key does not exist.'],
        denied: ['AccessDenied', 403, 'Access Denied'],
        bucket: ['NoSuchBucket', 404, 'The specified bucket does not exist'],
        slow: ['SlowDown', 503, 'Please reduce your request rate.'],
      }[name];
      return void response
        .writeHead(status, { 'content-type': 'application/xml' })
        .end(
          `<?xml version="1.0"?><Error><Code>${code}</Code><Message>${message}</Message><Key>${id}</Key><RequestId>${Math.random().toString(36).slice(2)}</RequestId></Error>`,
        );
    }
    const [status, body] = bodies[name](id.split('?')[0]);
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: server.address().port,
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
