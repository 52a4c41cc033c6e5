import { failureKind } from '../data/failure-kinds.ts';
import type { Random } from '../data/random.ts';
import type { SampleRun } from '../data/sample-flow.ts';
import {
  below,
  between,
  chance,
  drawObject,
  fraction,
  hex,
  hundredths,
  join,
  list,
  type ObjectTemplate,
  oneOf,
  type Payload,
  person,
  personName,
  runDay,
  text,
} from './draw-payload.ts';
import { goods } from './draw-text.ts';

const request: ObjectTemplate = {
  requestId: hex(2),
  headers: {
    'user-agent': 'Mozilla/5.0 (X11; Linux x86_64)',
    'content-type': 'application/json',
    authorization: hex(4, 'Bearer demo_'),
  },
};

const payment: ObjectTemplate = {
  amount: hundredths(500, 90_000),
  currency: 'EUR',
  last4: join(between(1_000, 9_999)),
  apiKey: hex(3, 'demo_key_'),
};

const resumeUrl = join('https://hooks.example.com/resume/', hex(1), '?token=demo_', hex(4));

const company: ObjectTemplate = {
  name: join(oneOf('North', 'Blue', 'Quick', 'Old'), ' ', oneOf('Works', 'Mill', 'Lab', 'Yard')),
  employees: between(3, 9_000),
  site: hex(1, 'https://', '.example.com'),
};

const items = (count: number) =>
  list(count, { sku: hex(1), name: oneOf(...goods), quantity: between(1, 5), price: hundredths(200, 9_000) });

const rows = (count: number) =>
  list(count, { id: hex(1), name: personName, amount: hundredths(100, 900_000), isOpen: chance(0.3) });

const commits = (count: number) => list(count, { hash: hex(2), author: personName, subject: text(1) });

const texts = (count: number, sentences: number) => list(count, text(sentences));

const labels = [oneOf('new', 'returning'), oneOf('eu', 'us', 'apac'), oneOf('web', 'mail', 'phone')];

const plans = ['free', 'free', 'free', 'free', 'team', 'team', 'team', 'scale'] as const;

const thumbnailSizes = [320, 640, 960, 1_280, 1_920, 2_560];

/** By flow; `output` is that of a successful run. */
const payloads: Readonly<Record<string, Readonly<Record<'input' | 'output', ObjectTemplate>>>> = {
  'signup-pipeline': {
    input: { '...person': person, plan: oneOf(...plans), ...request, survey: text(17) },
    output: { userId: hex(2), teamId: hex(2), welcome: text(24), mailId: hex(4) },
  },
  'lead-enrichment': {
    input: { contact: person, source: oneOf('fair', 'form', 'referral'), notes: text(26), ...request },
    output: { score: below(100), company, reasons: texts(6, 5), model: 'gpt-5-mini' },
  },
  'ticket-triage': {
    input: { ticket: between(10_000, 99_999), from: person, subject: text(1), body: text(30) },
    output: { queue: oneOf('billing', 'shipping', 'bugs'), urgency: below(4), draft: text(27), labels },
  },
  'order-fulfillment': {
    input: { orderId: hex(1), customer: person, items: items(15), payment },
    output: { label: hex(1, 'parcel-', '.pdf'), items: items(16), hook: { resumeUrl } },
  },
  'refund-approval': {
    input: { orderId: hex(1), amount: between(5, 400), reason: text(9), items: items(11), resumeUrl },
    output: { approved: chance(0.8), by: 'margaret', comment: text(21), refund: payment },
  },
  'release-notes': {
    input: { repository: 'example/shop', from: join('v1.', below(40), '.0'), commits: commits(14) },
    output: { title: join('Release 1.', below(40)), body: texts(8, 3) },
  },
  'invoice-sync': {
    input: { since: runDay, cursor: hex(3), accounts: rows(16), ...request },
    output: { matched: between(40, 900), unmatched: rows(18) },
  },
  'nightly-report': {
    input: { report: 'daily', recipients: list(2, person), sections: texts(6, 2) },
    output: { file: hex(2, 's3://reports/', '.pdf'), totals: rows(24) },
  },
  'document-ingest': {
    input: {
      file: hex(1, 'upload-', '.pdf'),
      bytes: between(20_000, 9_000_000),
      owner: person,
      text: text(28),
    },
    output: { pages: between(1, 130), chunks: texts(6, 6) },
  },
  'image-thumbnails': {
    input: { file: hex(1, 'photo-', '.jpg'), width: 4_032, height: 3_024, exif: rows(15), ...request },
    output: { written: thumbnailSizes.map(size => ({ size, url: hex(4, 'https://img.example.com/') })) },
  },
  'churn-forecast': {
    input: {
      model: 'boosted-trees',
      accounts: between(20_000, 25_000),
      features: labels,
      parameters: rows(14),
    },
    output: { auc: fraction, top: rows(20) },
  },
  'backup-verify': {
    input: { archive: hex(2, 'backup-', '.tar'), shards: rows(18) },
    output: { verified: true, shards: rows(20) },
  },
  'support-agent': {
    input: { channel: '#support', from: person, text: text(14) },
    output: { answer: text(22), resolved: chance(0.8) },
  },
  'research-agent': {
    input: { question: text(6), depth: between(1, 3), asked: person },
    output: { answer: texts(7, 4), sources: texts(4, 1) },
  },
  'on-call-agent': {
    input: {
      alert: oneOf('disk', 'latency', 'queue depth'),
      host: join('node-', below(40)),
      readings: rows(16),
    },
    output: { verdict: text(14), paged: chance(0.2) },
  },
};

/** Welcome mails time out for large plans only: a cause to find. `day` is such as `2026-01-31`. */
export function drawInput(random: Random, run: Pick<SampleRun, 'flow' | 'failure'>, day: string): Payload {
  const input = drawObject(random, templatesOf(run.flow.name).input, day);
  const isMailTimeout = run.failure?.kind === failureKind('mailTimeout');
  return isMailTimeout && 'plan' in input ? { ...input, plan: 'scale' } : input;
}

export function drawOutput(random: Random, flow: string): Payload {
  return drawObject(random, templatesOf(flow).output, '');
}

function templatesOf(flow: string) {
  const templates = payloads[flow];
  if (!templates) throw new Error(`the sample has no payloads for ${flow}`);
  return templates;
}
