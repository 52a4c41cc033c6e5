import type { Random } from '../data/random.ts';

export function drawPerson(random: Random) {
  const first = random.pick(firstNames);
  const last = random.pick(lastNames);
  const name = `${first} ${last}`;
  return {
    name,
    email: `${first.toLowerCase()}.${last.toLowerCase()}@example.com`,
    city: random.pick(cities),
  };
}

export function drawText(random: Random, count: number): string {
  let text = random.pick(sentences);
  for (let sentence = 1; sentence < count; sentence += 1) text += ` ${random.pick(sentences)}`;
  return text;
}

export function drawGoods(random: Random): string {
  return random.pick(goods);
}

export function drawHex(random: Random, parts = 1): string {
  let text = '';
  for (let part = 0; part < parts; part += 1) {
    text += Math.floor(random.next() * 2 ** 32)
      .toString(16)
      .padStart(8, '0');
  }
  return text;
}

type Words = readonly [string, ...string[]];

const firstNames = toWords(
  'Ada, Grace, Alan, Edsger, Barbara, Donald, Radia, Ken, Margaret, Tim, Hedy, Linus, Frances, Niklaus, Katherine, Vint',
);
const lastNames = toWords(
  'Byron, Hopper, Mathison, Rotter, Moore, Ervin, Joy, Lane, Heafield, Bernard, Kiesler, Tove, Snyder, Emil, Globe, Gray',
);
const cities = toWords(
  'Lisbon, Graz, Oslo, Turin, Porto, Leeds, Ghent, Malmö, Zürich, Kraków, Nantes, Bergen',
);
export const goods = toWords(
  'notebook, desk lamp, cable 2 m, monitor arm, keyboard, mug, headset, web camera, foot rest, label printer',
);
const sentences: Words = [
  'The customer asked for the invoice to be sent again.',
  'Nothing was missing from the delivery except the manual.',
  'Please call back after three, the line is busy before.',
  'The second address is the one that counts.',
  'An older order with the same number was closed last spring.',
  'The file opens, but the last page is blank.',
  'Payment arrived two days late and was matched by hand.',
  'We would rather keep the old plan until the end of the year.',
  'The form refused the house number because of its letter.',
  'Somebody else of the team has the key to that cabinet.',
  'It worked on the phone and failed on the laptop.',
  'The price on the page and the price in the basket differ.',
  'There is a typing error in the street, the code is right.',
  'They accept deliveries on weekdays only.',
  'The report is read on Mondays, so Sunday night is early enough.',
  'Half of the rows have no currency, take euro for those.',
];

function toWords(text: string): Words {
  const [first = '', ...others] = text.split(', ');
  return [first, ...others];
}
