import {
  between,
  chance,
  hex,
  hundredths,
  join,
  list,
  type ObjectTemplate,
  oneOf,
  personName,
  text,
} from '../draw/draw-payload.ts';
import { goods } from './word-lists.ts';

export const request: ObjectTemplate = {
  requestId: hex(2),
  headers: {
    'user-agent': 'Mozilla/5.0 (X11; Linux x86_64)',
    'content-type': 'application/json',
    authorization: hex(4, 'Bearer demo_'),
  },
};

export const payment: ObjectTemplate = {
  amount: hundredths(500, 90_000),
  currency: 'EUR',
  last4: join(between(1_000, 9_999)),
  apiKey: hex(3, 'demo_key_'),
};

export const resumeUrl = join('https://hooks.example.com/resume/', hex(1), '?token=demo_', hex(4));

export const company: ObjectTemplate = {
  name: join(oneOf('North', 'Blue', 'Quick', 'Old'), ' ', oneOf('Works', 'Mill', 'Lab', 'Yard')),
  employees: between(3, 9_000),
  site: hex(1, 'https://', '.example.com'),
};

export const items = (count: number) =>
  list(count, { sku: hex(1), name: oneOf(...goods), quantity: between(1, 5), price: hundredths(200, 9_000) });

export const rows = (count: number) =>
  list(count, { id: hex(1), name: personName, amount: hundredths(100, 900_000), isOpen: chance(0.3) });

export const commits = (count: number) => list(count, { hash: hex(2), author: personName, subject: text(1) });

export const texts = (count: number, sentences: number) => list(count, text(sentences));

export const labels = [oneOf('new', 'returning'), oneOf('eu', 'us', 'apac'), oneOf('web', 'mail', 'phone')];
