export type Words = readonly [string, ...string[]];

export const firstNames = toWords(
  'Ada, Grace, Alan, Edsger, Barbara, Donald, Radia, Ken, Margaret, Tim, Hedy, Linus, Frances, Niklaus, Katherine, Vint',
);
export const lastNames = toWords(
  'Byron, Hopper, Mathison, Rotter, Moore, Ervin, Joy, Lane, Heafield, Bernard, Kiesler, Tove, Snyder, Emil, Globe, Gray',
);
export const cities = toWords(
  'Lisbon, Graz, Oslo, Turin, Porto, Leeds, Ghent, Malmö, Zürich, Kraków, Nantes, Bergen',
);
export const goods = toWords(
  'notebook, desk lamp, cable 2 m, monitor arm, keyboard, mug, headset, web camera, foot rest, label printer',
);
export const sentences: Words = [
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
