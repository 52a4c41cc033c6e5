import {
  createHook,
  createWebhook,
  FatalError,
  fetch,
  getStepMetadata,
  getWorkflowMetadata,
  getWritable,
  RetryableError,
  sleep,
} from 'workflow';

async function greet(name: string) {
  'use step';
  return { greeting: `hello ${name}` };
}

async function takeTime(ms: number, label: string) {
  'use step';
  await new Promise(resolve => setTimeout(resolve, ms));
  return label;
}

async function refuse(reason: string): Promise<never> {
  'use step';
  throw new FatalError(`refused: ${reason}`);
}

async function failTwice(afterMs: number) {
  'use step';
  const { attempt } = getStepMetadata();
  if (attempt < 3) throw new RetryableError(`not yet, attempt ${attempt}`, { retryAfter: afterMs });
  return { attempt };
}

async function failAlways(retryAfterMs: number): Promise<never> {
  'use step';
  throw new RetryableError('still no answer', { retryAfter: retryAfterMs });
}
failAlways.maxRetries = 1;

async function pass(value: unknown) {
  'use step';
  return value;
}

async function askModel(question: string) {
  'use step';
  return {
    text: `answer to ${question}`,
    usage: { inputTokens: 12, outputTokens: 34, totalTokens: 46 },
    response: { modelId: 'model-small' },
  };
}

async function talk(lines: number) {
  'use step';
  const writer = getWritable().getWriter();
  for (let at = 0; at < lines; at += 1) await writer.write({ at, line: `line ${at}` });
  await writer.write('plain words');
  await writer.close();
}

export async function succeed(name: string) {
  'use workflow';
  const { workflowRunId } = getWorkflowMetadata();
  return { ...(await greet(name)), workflowRunId };
}

export async function returnNothing() {
  'use workflow';
}

export async function fail(reason: string) {
  'use workflow';
  await greet('before');
  return refuse(reason);
}

export async function failInFlow(message: string) {
  'use workflow';
  await greet('before');
  throw new TypeError(message);
}

export async function catchFailure(reason: string) {
  'use workflow';
  try {
    await refuse(reason);
  } catch {
    return 'caught';
  }
}

async function bookCarrier(city: string, price: unknown) {
  'use step';
  if (city === 'nowhere') throw new FatalError(`no carrier goes to ${city}`);
  if (typeof price !== 'number') throw new FatalError('the price is not a number');
  return { carrier: 'north', label: crypto.randomUUID() };
}

async function priceOf(boxes: unknown) {
  'use step';
  return typeof boxes === 'number' ? boxes * 4 : undefined;
}

/** Succeeds or fails by its arguments. */
export async function ship(city: string, boxes: unknown) {
  'use workflow';
  await greet('before');
  const { label } = await bookCarrier(city, await priceOf(boxes));
  return { label, greeting: await greet(city) };
}

export async function retry(afterMs: number) {
  'use workflow';
  return failTwice(afterMs);
}

export async function exhaust(afterMs: number) {
  'use workflow';
  return failAlways(afterMs);
}

export async function nap(length: string) {
  'use workflow';
  await greet('before');
  await sleep(length as '1s');
  return 'awake';
}

export async function ask(token: string) {
  'use workflow';
  const hook = createHook<{ approved: boolean }>({ token, metadata: { question: 'approve?' } });
  const { approved } = await hook;
  await greet(`approved ${approved}`);
  return { approved };
}

/** Waits for an answer, and no longer than it wants to. */
export async function askOrGiveUp(token: string, length: string) {
  'use workflow';
  const hook = createHook<string>({ token });
  return Promise.race([hook, sleep(length as '1s').then(() => 'gave up')]);
}

/** Sleeps after it was answered, while its hook is still there. */
export async function askThenNap(token: string, length: string) {
  'use workflow';
  const hook = createHook<string>({ token });
  const answer = await hook;
  await sleep(length as '1s');
  return answer;
}

/** Takes answers until one of them says that it is the last. */
export async function askAgain(token: string) {
  'use workflow';
  const hook = createHook<string>({ token });
  const answers: string[] = [];
  for await (const answer of hook) {
    answers.push(answer);
    if (answer === 'last') break;
  }
  return answers;
}

/** Waits for a request from outside. */
export async function askTheWeb() {
  'use workflow';
  const webhook = createWebhook();
  const request = await webhook;
  return { method: request.method, url: request.url };
}

/** A hook is open while a step is executed. */
export async function askWhileWorking(token: string, ms: number) {
  'use workflow';
  const hook = createHook<string>({ token });
  const done = await takeTime(ms, 'worked');
  return [done, await hook];
}

export async function parallel(ms: number) {
  'use workflow';
  return Promise.all([takeTime(ms, 'a'), takeTime(ms, 'b'), takeTime(ms, 'c'), greet('d')]);
}

export async function slow(ms: number) {
  'use workflow';
  const done = await takeTime(ms, 'slow');
  return [done, await greet('after')];
}

export async function everyType(value: unknown) {
  'use workflow';
  return { direct: value, throughStep: await pass(value) };
}

async function makeStream() {
  'use step';
  return new ReadableStream({
    start(controller) {
      controller.enqueue('in a stream');
      controller.close();
    },
  });
}

async function callBack(act: (name: string) => Promise<unknown>, name: string) {
  'use step';
  return act(name);
}

/** Values that only the SDK's own types can carry: an answer, a stream, a step. */
export async function ownTypes(url: string) {
  'use workflow';
  const response = await fetch(url);
  const stream = await makeStream();
  await callBack(greet, 'called back');
  return { response, stream, request: new Request(url, { method: 'PUT', headers: { 'x-a': '1' } }) };
}

/** Starts another run. */
async function startOther(name: string) {
  'use step';
  const { start } = await import('workflow/api');
  return (await start(succeed, [name])).runId;
}

export async function startChild(name: string) {
  'use workflow';
  return startOther(name);
}

export async function useModel() {
  'use workflow';
  const [one, two] = await Promise.all([askModel('a'), askModel('b')]);
  return [one.text, two.text];
}

export async function stream(lines: number) {
  'use workflow';
  await talk(lines);
}
