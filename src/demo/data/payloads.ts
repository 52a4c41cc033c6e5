import { someHex, somePerson, someText } from '../draw/draw-text.ts';
import type { Random } from '../draw/random.ts';
import {
  commits,
  company,
  items,
  labels,
  type Payload,
  payment,
  request,
  resumeUrl,
  rows,
  texts,
} from './payload-parts.ts';

export type PayloadMaker = {
  /** `day` is the run's, as `2026-01-31`. */
  readonly input: (random: Random, day: string) => Payload;
  readonly output: (random: Random) => Payload;
};

/** What goes into the runs of each flow, and what comes out when they succeed. The tokens are made up. */
const makers: Readonly<Record<string, PayloadMaker>> = {
  'signup-pipeline': {
    input: random => ({
      ...somePerson(random),
      plan: random.pick(['free', 'team', 'scale']),
      ...request(random),
      survey: someText(random, 17),
    }),
    output: random => ({
      userId: someHex(random, 2),
      teamId: someHex(random, 2),
      welcome: someText(random, 24),
      mailId: someHex(random, 4),
    }),
  },
  'lead-enrichment': {
    input: random => ({
      contact: somePerson(random),
      source: random.pick(['fair', 'form', 'referral']),
      notes: someText(random, 26),
      ...request(random),
    }),
    output: random => ({
      score: random.int(100),
      company: company(random),
      reasons: texts(random, 6, 5),
      model: 'gpt-5-mini',
    }),
  },
  'ticket-triage': {
    input: random => ({
      ticket: random.between(10_000, 99_999),
      from: somePerson(random),
      subject: someText(random, 1),
      body: someText(random, 30),
    }),
    output: random => ({
      queue: random.pick(['billing', 'shipping', 'bugs']),
      urgency: random.int(4),
      draft: someText(random, 27),
      labels: labels(random),
    }),
  },
  'order-fulfillment': {
    input: random => ({
      orderId: someHex(random, 1),
      customer: somePerson(random),
      items: items(random, 15),
      payment: payment(random),
    }),
    output: random => ({
      label: `parcel-${someHex(random, 1)}.pdf`,
      items: items(random, 16),
      hook: { resumeUrl: resumeUrl(random) },
    }),
  },
  'refund-approval': {
    input: random => ({
      orderId: someHex(random, 1),
      amount: random.between(5, 400),
      reason: someText(random, 9),
      items: items(random, 11),
      resumeUrl: resumeUrl(random),
    }),
    output: random => ({
      approved: random.chance(0.8),
      by: 'margaret',
      comment: someText(random, 21),
      refund: payment(random),
    }),
  },
  'release-notes': {
    input: random => ({
      repository: 'example/shop',
      from: `v1.${random.int(40)}.0`,
      commits: commits(random, 14),
    }),
    output: random => ({ title: `Release 1.${random.int(40)}`, body: texts(random, 8, 3) }),
  },
  'invoice-sync': {
    input: (random, day) => ({
      since: day,
      cursor: someHex(random, 3),
      accounts: rows(random, 16),
      ...request(random),
    }),
    output: random => ({ matched: random.between(40, 900), unmatched: rows(random, 18) }),
  },
  'nightly-report': {
    input: (random, day) => ({
      day,
      recipients: [somePerson(random), somePerson(random)],
      sections: texts(random, 6, 2),
    }),
    output: random => ({ file: `s3://reports/${someHex(random, 2)}.pdf`, totals: rows(random, 24) }),
  },
  'document-ingest': {
    input: random => ({
      file: `upload-${someHex(random, 1)}.pdf`,
      bytes: random.between(20_000, 9_000_000),
      owner: somePerson(random),
      text: someText(random, 28),
    }),
    output: random => ({ pages: random.between(1, 130), chunks: texts(random, 6, 6) }),
  },
  'image-thumbnails': {
    input: random => ({
      file: `photo-${someHex(random, 1)}.jpg`,
      width: 4_032,
      height: 3_024,
      exif: rows(random, 15),
      ...request(random),
    }),
    output: random => ({
      written: [320, 640, 960, 1_280, 1_920, 2_560].map(size => ({
        size,
        url: `https://img.example.com/${someHex(random, 4)}`,
      })),
    }),
  },
  'churn-forecast': {
    input: random => ({
      model: 'boosted-trees',
      accounts: random.between(20_000, 25_000),
      features: labels(random),
      parameters: rows(random, 14),
    }),
    output: random => ({ auc: random.next(), top: rows(random, 20) }),
  },
  'backup-verify': {
    input: random => ({ archive: `backup-${someHex(random, 2)}.tar`, shards: rows(random, 18) }),
    output: random => ({ verified: true, shards: rows(random, 20) }),
  },
  'support-agent': {
    input: random => ({ channel: '#support', from: somePerson(random), text: someText(random, 14) }),
    output: random => ({ answer: someText(random, 22), resolved: random.chance(0.8) }),
  },
  'research-agent': {
    input: random => ({
      question: someText(random, 6),
      depth: random.between(1, 3),
      asked: somePerson(random),
    }),
    output: random => ({ answer: texts(random, 7, 4), sources: texts(random, 4, 1) }),
  },
  'on-call-agent': {
    input: random => ({
      alert: random.pick(['disk', 'latency', 'queue depth']),
      host: `node-${random.int(40)}`,
      readings: rows(random, 16),
    }),
    output: random => ({ verdict: someText(random, 14), paged: random.chance(0.2) }),
  },
};

export function payloadsOf(flow: string): PayloadMaker {
  const maker = makers[flow];
  if (!maker) throw new Error(`the sample has no payloads for ${flow}`);
  return maker;
}
