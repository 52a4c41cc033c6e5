import { someGoods, someHex, somePerson, someText } from '../draw/draw-text.ts';
import type { Random } from '../draw/random.ts';

export type Payload = Readonly<Record<string, unknown>>;

export function request(random: Random): Payload {
  return {
    requestId: someHex(random, 2),
    headers: {
      'user-agent': 'Mozilla/5.0 (X11; Linux x86_64)',
      'content-type': 'application/json',
      authorization: `Bearer demo_${someHex(random, 4)}`,
    },
  };
}

export function payment(random: Random): Payload {
  return {
    amount: random.between(500, 90_000) / 100,
    currency: 'EUR',
    last4: String(random.between(1_000, 9_999)),
    apiKey: `demo_key_${someHex(random, 3)}`,
  };
}

export function resumeUrl(random: Random): string {
  return `https://hooks.example.com/resume/${someHex(random, 1)}?token=demo_${someHex(random, 4)}`;
}

export function company(random: Random): Payload {
  return {
    name: `${random.pick(['North', 'Blue', 'Quick', 'Old'])} ${random.pick(['Works', 'Mill', 'Lab', 'Yard'])}`,
    employees: random.between(3, 9_000),
    site: `https://${someHex(random, 1)}.example.com`,
  };
}

export function items(random: Random, count: number): readonly Payload[] {
  return Array.from({ length: count }, () => ({
    sku: someHex(random, 1),
    name: someGoods(random),
    quantity: random.between(1, 5),
    price: random.between(200, 9_000) / 100,
  }));
}

export function rows(random: Random, count: number): readonly Payload[] {
  return Array.from({ length: count }, () => ({
    id: someHex(random, 1),
    name: somePerson(random).name,
    amount: random.between(100, 900_000) / 100,
    isOpen: random.chance(0.3),
  }));
}

export function commits(random: Random, count: number): readonly Payload[] {
  return Array.from({ length: count }, () => ({
    hash: someHex(random, 2),
    author: somePerson(random).name,
    subject: someText(random, 1),
  }));
}

export function texts(random: Random, count: number, length: number): readonly string[] {
  return Array.from({ length: count }, () => someText(random, length));
}

export function labels(random: Random): readonly string[] {
  return [
    random.pick(['new', 'returning']),
    random.pick(['eu', 'us', 'apac']),
    random.pick(['web', 'mail', 'phone']),
  ];
}
