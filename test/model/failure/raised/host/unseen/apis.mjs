import https from 'node:https';
import { createOpenAI } from '@ai-sdk/openai';
import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { BlobServiceClient, StorageSharedKeyCredential } from '@azure/storage-blob';
import { createClient as createClickhouse } from '@clickhouse/client';
import { Client as Elastic } from '@elastic/elasticsearch';
import { GoogleGenAI } from '@google/genai';
import { Storage } from '@google-cloud/storage';
import { Client as Notion } from '@notionhq/client';
import { Octokit } from '@octokit/rest';
import sendgrid from '@sendgrid/mail';
import { WebClient } from '@slack/web-api';
import { createClient as createSupabase } from '@supabase/supabase-js';
import { generateObject, generateText, jsonSchema } from 'ai';
import { Api } from 'grammy';
import neo4j from 'neo4j-driver';
import { Resend } from 'resend';
import twilio from 'twilio';
import webPush from 'web-push';

const aws = (x, status, type, message) => ({
  region: 'eu-west-1',
  maxAttempts: 1,
  credentials: { accessKeyId: 'none', secretAccessKey: 'none' },
  endpoint: x.answer(
    status,
    { __type: `com.amazonaws.dynamodb.v20120810#${type}`, message, Message: message },
    'application/x-amz-json-1.0',
    { 'x-amzn-errortype': type, 'x-amzn-requestid': x.uuid },
  ),
});
const put = x => new PutItemCommand({ TableName: 'orders', Item: { id: { S: x.token } } });
const twilioAt = (x, status, code, message) => {
  const body = { code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status };
  const httpClient = { request: async () => ({ statusCode: status, body }) };
  return twilio('AC00000000000000000000000000000000', 'none', { httpClient }).messages.create({
    to: `+1555${x.number}`,
    from: '+15550100',
    body: x.word,
  });
};
const slack = (x, status, body, headers) =>
  new WebClient('none', {
    slackApiUrl: `${x.answer(status, body, 'application/json', headers)}/`,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    logger: silent(),
  }).chat.postMessage({ channel: x.token, text: x.word });
const silent = () => ({
  debug() {},
  info() {},
  warn() {},
  error() {},
  setLevel() {},
  setName() {},
  getLevel: () => 'error',
});
const octokit = (x, status, body) => new Octokit({ baseUrl: x.answer(status, body), log: silent() });
const model = (x, status, body) =>
  createOpenAI({ apiKey: 'none', baseURL: x.answer(status, body) }).chat('gpt-9');
const ask = (x, status, body, options) =>
  generateText({ model: model(x, status, body), prompt: x.word, maxRetries: 0, ...options });
const openaiError = (message, code) => ({
  error: { message, type: 'invalid_request_error', param: null, code },
});
const chat = content => ({
  id: 'a',
  object: 'chat.completion',
  created: 1,
  model: 'gpt-9',
  choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
});
const blob = (x, status, code, message) =>
  new BlobServiceClient(
    x.answer(
      status,
      `<?xml version="1.0"?><Error><Code>${code}</Code><Message>${message}\nRequestId:${x.uuid}\nTime:2026-11-26T07:00:0${x.index}.1234567Z</Message></Error>`,
      'application/xml',
      { 'x-ms-error-code': code },
    ),
    new StorageSharedKeyCredential('a', 'bm9uZQ=='),
    { retryOptions: { maxTries: 1 } },
  )
    .getContainerClient('uploads')
    .getBlobClient(`${x.token}.csv`)
    .download();
const gcs = (x, status, message, reason) =>
  new Storage({
    apiEndpoint: x.answer(status, {
      error: { code: status, message, errors: [{ message, domain: 'global', reason }] },
    }),
    projectId: 'p',
    authClient: {
      request() {},
      getRequestHeaders: async () => ({}),
      getAccessToken: async () => ({}),
      authorizeRequest: async o => o,
    },
    retryOptions: { autoRetry: false, maxRetries: 0 },
  })
    .bucket('uploads')
    .file(`${x.token}.csv`)
    .getMetadata();
const gemini = (x, status, state, message) =>
  new GoogleGenAI({
    apiKey: 'none',
    httpOptions: { baseUrl: x.answer(status, { error: { code: status, message, status: state } }) },
  }).models.generateContent({ model: 'gemini', contents: x.word });
const elastic = (x, status, body) =>
  new Elastic({
    node: x.answer(status, body, 'application/json', { 'x-elastic-product': 'Elasticsearch' }),
    maxRetries: 0,
  });
const supabase = async (x, status, body) => {
  const { error } = await createSupabase(x.answer(status, body), 'none')
    .from('orders')
    .select()
    .eq('id', x.token)
    .single();
  throw error;
};
const notion = (x, status, code, message) =>
  new Notion({
    auth: 'none',
    baseUrl: x.answer(status, { object: 'error', status, code, message, request_id: x.uuid }),
    retry: false,
    logger() {},
  }).pages.retrieve({ page_id: x.uuid });
const telegram = (x, code, description) =>
  new Api('1:a', { apiRoot: x.answer(code, { ok: false, error_code: code, description }) }).sendMessage(
    x.number,
    x.word,
  );
const mail = (x, status, body) => {
  sendgrid.setApiKey('SG.none');
  sendgrid.client.setDefaultRequest('baseUrl', x.answer(status, body));
  return sendgrid.send({ to: x.mail, from: 'a@b.co', subject: 'a', text: x.word });
};
const resend = async (x, statusCode, name, message) => {
  process.env.RESEND_BASE_URL = '';
  const client = new Resend('re_none', { baseUrl: x.answer(statusCode, { statusCode, name, message }) });
  const { error } = await client.emails.send({ from: 'a@b.co', to: x.mail, subject: 'a', text: 'b' });
  throw error;
};

/** Services' own clients against answers of ours: `[cause, library, step, raise]`. */
export const apiCauses = [
  [
    'dynamo-condition',
    '@aws-sdk/client-dynamodb',
    'put-order',
    x =>
      new DynamoDBClient(
        aws(x, 400, 'ConditionalCheckFailedException', 'The conditional request failed'),
      ).send(put(x)),
  ],
  [
    'dynamo-table',
    '@aws-sdk/client-dynamodb',
    'put-order',
    x =>
      new DynamoDBClient(aws(x, 400, 'ResourceNotFoundException', 'Requested resource not found')).send(
        put(x),
      ),
  ],
  [
    'dynamo-throughput',
    '@aws-sdk/client-dynamodb',
    'put-order',
    x =>
      new DynamoDBClient(
        aws(
          x,
          400,
          'ProvisionedThroughputExceededException',
          'The level of configured provisioned throughput for the table was exceeded',
        ),
      ).send(put(x)),
  ],
  [
    'dynamo-key',
    '@aws-sdk/client-dynamodb',
    'put-order',
    x =>
      new DynamoDBClient(
        aws(
          x,
          400,
          'ValidationException',
          'One or more parameter values were invalid: Missing the key id in the item',
        ),
      ).send(put(x)),
  ],
  [
    'dynamo-size',
    '@aws-sdk/client-dynamodb',
    'put-order',
    x =>
      new DynamoDBClient(
        aws(x, 400, 'ValidationException', 'Item size has exceeded the maximum allowed size'),
      ).send(put(x)),
  ],
  [
    'dynamo-refused',
    '@aws-sdk/client-dynamodb',
    'put-order',
    x =>
      new DynamoDBClient({ ...aws(x, 400, '', ''), endpoint: `http://127.0.0.1:${x.closedPort}` }).send(
        new GetItemCommand({ TableName: 'orders', Key: { id: { S: x.token } } }),
      ),
  ],
  [
    'sqs-queue',
    '@aws-sdk/client-sqs',
    'enqueue-mail',
    x =>
      new SQSClient(aws(x, 400, 'QueueDoesNotExist', 'The specified queue does not exist.')).send(
        new SendMessageCommand({ QueueUrl: `https://sqs.example/${x.number}/mails`, MessageBody: x.word }),
      ),
  ],
  [
    'sqs-denied',
    '@aws-sdk/client-sqs',
    'enqueue-mail',
    x =>
      new SQSClient(
        aws(
          x,
          403,
          'AccessDenied',
          `User: arn:aws:iam::${100000000000 + x.number}:user/jobs is not authorized to perform: sqs:sendmessage`,
        ),
      ).send(
        new SendMessageCommand({ QueueUrl: `https://sqs.example/${x.number}/mails`, MessageBody: x.word }),
      ),
  ],
  [
    'lambda-rate',
    '@aws-sdk/client-lambda',
    'invoke',
    x =>
      new LambdaClient(aws(x, 429, 'TooManyRequestsException', 'Rate Exceeded.')).send(
        new InvokeCommand({ FunctionName: 'convert' }),
      ),
  ],
  [
    'lambda-missing',
    '@aws-sdk/client-lambda',
    'invoke',
    x =>
      new LambdaClient(
        aws(
          x,
          404,
          'ResourceNotFoundException',
          `Function not found: arn:aws:lambda:eu-west-1:${100000000000 + x.number}:function:convert`,
        ),
      ).send(new InvokeCommand({ FunctionName: 'convert' })),
  ],
  [
    'twilio-number',
    'twilio',
    'send-text',
    x => twilioAt(x, 400, 21211, `Invalid 'To' Phone Number: +1555${x.number}`),
  ],
  [
    'twilio-unsubscribed',
    'twilio',
    'send-text',
    x => twilioAt(x, 400, 21610, 'Attempt to send to unsubscribed recipient'),
  ],
  ['twilio-login', 'twilio', 'send-text', x => twilioAt(x, 401, 20003, 'Authenticate')],
  [
    'sendgrid-key',
    '@sendgrid/mail',
    'send-newsletter',
    x =>
      mail(x, 401, {
        errors: [
          {
            message: 'The provided authorization grant is invalid, expired, or revoked',
            field: null,
            help: null,
          },
        ],
      }),
  ],
  [
    'sendgrid-address',
    '@sendgrid/mail',
    'send-newsletter',
    x =>
      mail(x, 400, {
        errors: [
          {
            message: 'The to email does not contain a valid address.',
            field: 'personalizations.0.to',
            help: null,
          },
        ],
      }),
  ],
  [
    'sendgrid-sender',
    '@sendgrid/mail',
    'send-newsletter',
    x =>
      mail(x, 403, {
        errors: [
          {
            message: 'The from address does not match a verified Sender Identity.',
            field: 'from',
            help: null,
          },
        ],
      }),
  ],
  [
    'slack-channel',
    '@slack/web-api',
    'post-note',
    x => slack(x, 200, { ok: false, error: 'channel_not_found' }),
  ],
  ['slack-archived', '@slack/web-api', 'post-note', x => slack(x, 200, { ok: false, error: 'is_archived' })],
  [
    'slack-rate',
    '@slack/web-api',
    'post-note',
    x => slack(x, 429, { ok: false, error: 'ratelimited' }, { 'retry-after': `${10 + x.index}` }),
  ],
  ['slack-500', '@slack/web-api', 'post-note', x => slack(x, 500, { id: x.token })],
  [
    'octokit-404',
    '@octokit/rest',
    'read-repository',
    x =>
      octokit(x, 404, { message: 'Not Found', documentation_url: 'https://docs.example.com/rest' }).repos.get(
        { owner: x.word, repo: x.token },
      ),
  ],
  [
    'octokit-rate',
    '@octokit/rest',
    'read-repository',
    x =>
      octokit(x, 403, {
        message: `API rate limit exceeded for user ID ${x.number}.`,
        documentation_url: 'https://docs.example.com/rate',
      }).repos.get({ owner: x.word, repo: x.token }),
  ],
  [
    'octokit-login',
    '@octokit/rest',
    'read-repository',
    x => octokit(x, 401, { message: 'Bad credentials' }).repos.get({ owner: x.word, repo: x.token }),
  ],
  [
    'octokit-branch',
    '@octokit/rest',
    'read-repository',
    x =>
      octokit(x, 404, { message: 'Branch not found' }).repos.getBranch({
        owner: x.word,
        repo: x.token,
        branch: 'a',
      }),
  ],
  [
    'elastic-index',
    '@elastic/elasticsearch',
    'index',
    x =>
      elastic(x, 404, {
        error: {
          type: 'index_not_found_exception',
          reason: `no such index [orders-${x.number}]`,
          root_cause: [{ type: 'index_not_found_exception', reason: `no such index [orders-${x.number}]` }],
        },
        status: 404,
      }).search({ index: 'orders' }),
  ],
  [
    'elastic-conflict',
    '@elastic/elasticsearch',
    'index',
    x =>
      elastic(x, 409, {
        error: {
          type: 'version_conflict_engine_exception',
          reason: `[${x.token}]: version conflict, required seqNo [${x.number}], primary term [1]`,
        },
        status: 409,
      }).index({ index: 'orders', id: 'a', document: {} }),
  ],
  [
    'elastic-mapping',
    '@elastic/elasticsearch',
    'index',
    x =>
      elastic(x, 400, {
        error: {
          type: 'document_parsing_exception',
          reason: `[1:${x.number}] failed to parse field [total] of type [long] in document with id '${x.token}'`,
        },
        status: 400,
      }).index({ index: 'orders', document: {} }),
  ],
  [
    'elastic-refused',
    '@elastic/elasticsearch',
    'index',
    x => new Elastic({ node: `http://127.0.0.1:${x.closedPort}`, maxRetries: 0 }).search({ index: 'orders' }),
  ],
  [
    'supabase-none',
    '@supabase/supabase-js',
    'select-order',
    x =>
      supabase(x, 406, {
        code: 'PGRST116',
        details: 'The result contains 0 rows',
        hint: null,
        message: 'Cannot coerce the result to a single JSON object',
      }),
  ],
  [
    'supabase-policy',
    '@supabase/supabase-js',
    'select-order',
    x =>
      supabase(x, 403, {
        code: '42501',
        details: null,
        hint: null,
        message: 'new row violates row-level security policy for table "orders"',
      }),
  ],
  [
    'supabase-token',
    '@supabase/supabase-js',
    'select-order',
    x => supabase(x, 401, { code: 'PGRST301', details: null, hint: null, message: 'JWT expired' }),
  ],
  [
    'notion-missing',
    '@notionhq/client',
    'read-page',
    x =>
      notion(
        x,
        404,
        'object_not_found',
        `Could not find page with ID: ${x.uuid}. Make sure the relevant pages and databases are shared with your integration.`,
      ),
  ],
  [
    'notion-invalid',
    '@notionhq/client',
    'read-page',
    x =>
      notion(
        x,
        400,
        'validation_error',
        'path failed validation: path.page_id should be a valid uuid, instead was `"a"`.',
      ),
  ],
  [
    'notion-conflict',
    '@notionhq/client',
    'read-page',
    x => notion(x, 409, 'conflict_error', 'Conflict occurred while saving. Please try again.'),
  ],
  ['telegram-blocked', 'grammy', 'send-bot', x => telegram(x, 403, 'Forbidden: bot was blocked by the user')],
  ['telegram-chat', 'grammy', 'send-bot', x => telegram(x, 400, 'Bad Request: chat not found')],
  [
    'telegram-rate',
    'grammy',
    'send-bot',
    x => telegram(x, 429, `Too Many Requests: retry after ${5 + x.index}`),
  ],
  [
    'azure-blob',
    '@azure/storage-blob',
    'open-blob',
    x => blob(x, 404, 'BlobNotFound', 'The specified blob does not exist.'),
  ],
  [
    'azure-container',
    '@azure/storage-blob',
    'open-blob',
    x => blob(x, 404, 'ContainerNotFound', 'The specified container does not exist.'),
  ],
  [
    'azure-denied',
    '@azure/storage-blob',
    'open-blob',
    x =>
      blob(
        x,
        403,
        'AuthenticationFailed',
        'Server failed to authenticate the request. Make sure the value of Authorization header is formed correctly including the signature.',
      ),
  ],
  [
    'gcs-object',
    '@google-cloud/storage',
    'open-object',
    x => gcs(x, 404, `No such object: uploads/${x.token}.csv`, 'notFound'),
  ],
  [
    'gcs-bucket',
    '@google-cloud/storage',
    'open-object',
    x => gcs(x, 404, 'The specified bucket does not exist.', 'notFound'),
  ],
  [
    'gcs-denied',
    '@google-cloud/storage',
    'open-object',
    x =>
      gcs(
        x,
        403,
        `jobs-${x.index}@project.example.com does not have storage.objects.get access to the Google Cloud Storage object.`,
        'forbidden',
      ),
  ],
  [
    'gemini-quota',
    '@google/genai',
    'draft',
    x =>
      gemini(
        x,
        429,
        'RESOURCE_EXHAUSTED',
        `You exceeded your current quota. Please retry in ${x.number / 1000}s.`,
      ),
  ],
  [
    'gemini-key',
    '@google/genai',
    'draft',
    x => gemini(x, 400, 'INVALID_ARGUMENT', 'API key not valid. Please pass a valid API key.'),
  ],
  [
    'gemini-busy',
    '@google/genai',
    'draft',
    x => gemini(x, 503, 'UNAVAILABLE', 'The model is overloaded. Please try again later.'),
  ],
  [
    'gemini-long',
    '@google/genai',
    'draft',
    x =>
      gemini(
        x,
        400,
        'INVALID_ARGUMENT',
        `The input token count (${x.number}) exceeds the maximum number of tokens allowed (1048576).`,
      ),
  ],
  [
    'ai-rate',
    'ai',
    'reply',
    x =>
      ask(
        x,
        429,
        openaiError(
          `Rate limit reached for gpt-9 in organization org-${x.token}. Please try again in ${x.number}ms.`,
          'rate_limit_exceeded',
        ),
      ),
  ],
  [
    'ai-model',
    'ai',
    'reply',
    x => ask(x, 404, openaiError('The model `gpt-9` does not exist', 'model_not_found')),
  ],
  [
    'ai-retries',
    'ai',
    'reply',
    x =>
      ask(
        x,
        500,
        {
          error: {
            message: `The server had an error (request ${x.token})`,
            type: 'server_error',
            code: null,
          },
        },
        { maxRetries: 0 },
      ),
  ],
  [
    'ai-refused',
    'ai',
    'reply',
    x =>
      generateText({
        model: createOpenAI({ apiKey: 'none', baseURL: `http://127.0.0.1:${x.closedPort}` }).chat('m'),
        prompt: 'a',
        maxRetries: 0,
      }),
  ],
  [
    'ai-object',
    'ai',
    'reply',
    x =>
      generateObject({
        model: model(x, 200, chat(`I am sorry, ${x.token}`)),
        prompt: 'a',
        schema: jsonSchema({ type: 'object', properties: { total: { type: 'number' } } }),
        maxRetries: 0,
      }),
  ],
  [
    'clickhouse-refused',
    '@clickhouse/client',
    'aggregate',
    x =>
      createClickhouse({ url: `http://127.0.0.1:${x.closedPort}`, log: { level: 127 } }).query({
        query: 'SELECT 1',
      }),
  ],
  [
    'neo4j-refused',
    'neo4j-driver',
    'aggregate',
    x =>
      neo4j
        .driver(`bolt://127.0.0.1:${x.closedPort}`, neo4j.auth.basic('a', 'b'), {
          maxConnectionRetryTime: 0,
          maxTransactionRetryTime: 0,
        })
        .executeQuery('RETURN 1'),
  ],
  ['push-gone', 'web-push', 'push', x => push(x, 410)],
  ['push-limit', 'web-push', 'push', x => push(x, 429)],
  [
    'push-key',
    'web-push',
    'push',
    x => webPush.sendNotification({ endpoint: x.url('/hang'), keys: { p256dh: x.token, auth: 'a' } }, x.word),
  ],
  [
    'resend-address',
    'resend',
    'send-receipt',
    x =>
      resend(
        x,
        422,
        'validation_error',
        'Invalid `to` field. The email address needs to follow the `email@example.com` format.',
      ),
  ],
  [
    'resend-rate',
    'resend',
    'send-receipt',
    x => resend(x, 429, 'rate_limit_exceeded', 'Too many requests. You can only make 2 requests per second.'),
  ],
  [
    'resend-key',
    'resend',
    'send-receipt',
    x => resend(x, 401, 'missing_api_key', 'Missing API key in the authorization header.'),
  ],
];

function push(x, status) {
  return webPush.sendNotification(
    { endpoint: `https://127.0.0.1:${x.ports.tlsAnswer}/${status}/${x.token}` },
    undefined,
    {
      agent: new https.Agent({ rejectUnauthorized: false }),
    },
  );
}
