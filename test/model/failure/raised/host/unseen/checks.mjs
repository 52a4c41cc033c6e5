import AdmZip from 'adm-zip';
import { type } from 'arktype';
import { IsEmail, Min, validateOrReject } from 'class-validator';
import { CronExpressionParser } from 'cron-parser';
import { parse as parseCsv } from 'csv-parse/sync';
import Decimal from 'decimal.js';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import Handlebars from 'handlebars';
import Joi from 'joi';
import * as jose from 'jose';
import JSON5 from 'json5';
import { DateTime, Settings } from 'luxon';
import { PDFDocument } from 'pdf-lib';
import { PNG } from 'pngjs';
import { SemVer } from 'semver';
import * as toml from 'smol-toml';
import * as s from 'superstruct';
import * as yup from 'yup';

const key = new TextEncoder().encode('0123456789abcdef0123456789abcdef');
const sign = (x, change = t => t) =>
  change(new jose.SignJWT({ sub: x.token }).setProtectedHeader({ alg: 'HS256' })).sign(key);

const contact = yup.object({ email: yup.string().email().required(), age: yup.number().min(18) });
const order = Joi.object({
  id: Joi.string().required(),
  lines: Joi.array().items(Joi.object({ qty: Joi.number().integer() })),
  total: Joi.number().max(100),
});
const parcel = s.object({ weight: s.number(), address: s.object({ zip: s.string() }) });
const booking = type({ room: 'string', guests: 'number>0', 'contact?': { mail: 'string.email' } });

class Account {}
IsEmail()(Account.prototype, 'email');
Min(18)(Account.prototype, 'age');

function strictXml(text) {
  const answer = XMLValidator.validate(text);
  if (answer !== true) throw Object.assign(new Error(answer.err.msg), { code: answer.err.code });
  return new XMLParser().parse(text);
}

function date(text) {
  Settings.throwOnInvalid = true;
  return DateTime.fromISO(text);
}

/** Checks, parsers and file formats: `[cause, library, step, raise]`. */
export const checkCauses = [
  ['yup-email', 'yup', 'check-contact', x => contact.validate({ email: x.word, age: 20 })],
  ['yup-required', 'yup', 'check-contact', x => contact.validate({ age: 20 + x.index })],
  ['yup-age', 'yup', 'check-contact', x => contact.validate({ email: x.mail, age: x.index })],
  ['yup-number', 'yup', 'check-contact', x => contact.validate({ email: x.mail, age: x.word })],
  ['joi-required', 'joi', 'check-order', x => Joi.attempt({ total: x.index }, order)],
  [
    'joi-quantity',
    'joi',
    'check-order',
    x => Joi.attempt({ id: x.token, lines: [...Array(x.index).fill({ qty: 1 }), { qty: x.word }] }, order),
  ],
  ['joi-total', 'joi', 'check-order', x => order.validateAsync({ id: x.token, total: x.number })],
  ['joi-unknown', 'joi', 'check-order', x => order.validateAsync({ id: x.token, totl: x.number })],
  [
    'superstruct-weight',
    'superstruct',
    'check-parcel',
    x => s.assert({ weight: x.word, address: { zip: 'a' } }, parcel),
  ],
  [
    'superstruct-zip',
    'superstruct',
    'check-parcel',
    x => s.assert({ weight: 1, address: { zip: x.number } }, parcel),
  ],
  [
    'superstruct-extra',
    'superstruct',
    'check-parcel',
    x => s.assert({ weight: 1, address: { zip: x.token }, color: x.word }, parcel),
  ],
  ['arktype-guests', 'arktype', 'check-booking', x => booking.assert({ room: x.token, guests: -x.number })],
  [
    'arktype-mail',
    'arktype',
    'check-booking',
    x => booking.assert({ room: x.token, guests: 1, contact: { mail: x.word } }),
  ],
  ['arktype-missing', 'arktype', 'check-booking', x => booking.assert({ guests: 1 + x.index })],
  [
    'class-email',
    'class-validator',
    'check-account',
    x => validateOrReject(Object.assign(new Account(), { email: x.word, age: 20 })),
  ],
  [
    'class-age',
    'class-validator',
    'check-account',
    x => validateOrReject(Object.assign(new Account(), { email: x.mail, age: x.index })),
  ],
  [
    'csv-columns',
    'csv-parse',
    'import',
    x => parseCsv(`a,b\n${'1,2\n'.repeat(x.index + 1)}${x.token},2,3\n`, { columns: true }),
  ],
  ['csv-quote', 'csv-parse', 'import', x => parseCsv(`a,b\n${'1,2\n'.repeat(x.index)}"${x.token}`)],
  [
    'csv-quote-inside',
    'csv-parse',
    'import',
    x => parseCsv(`a,b\n${'1,2\n'.repeat(x.index)}${x.word}"${x.token},1\n`),
  ],
  ['xml-tag', 'fast-xml-parser', 'import', x => strictXml(`<order><id>${x.token}</order>`)],
  ['xml-entity', 'fast-xml-parser', 'import', x => strictXml(`<order ${x.word}=1></order>`)],
  ['json5-character', 'json5', 'import', x => JSON5.parse(`{${'\n'.repeat(x.index)} total: ${x.word} }`)],
  ['json5-end', 'json5', 'import', x => JSON5.parse(`{ id: '${x.token}',`)],
  [
    'toml-value',
    'smol-toml',
    'import',
    x => toml.parse(`${'a = 1\n'.slice(0, 0)}id = "${x.token}"\n${'\n'.repeat(x.index)}total = ${x.word}\n`),
  ],
  ['toml-twice', 'smol-toml', 'import', x => toml.parse(`${x.word} = 1\n${x.word} = 2\n`)],
  ['decimal', 'decimal.js', 'import', x => new Decimal(`${x.word}${x.number}`)],
  ['cron', 'cron-parser', 'schedule', x => CronExpressionParser.parse(`${61 + x.index} * * * *`)],
  ['cron-hour', 'cron-parser', 'schedule', x => CronExpressionParser.parse(`1 ${24 + x.index} * * *`)],
  ['semver', 'semver', 'schedule', x => new SemVer(`${x.word}.${x.number}`)],
  ['luxon', 'luxon', 'schedule', x => date(`${x.word}-${x.number}`)],
  ['luxon-zone', 'luxon', 'schedule', x => date('2026-01-01').setZone(`Mars/${x.word}`)],
  [
    'handlebars-syntax',
    'handlebars',
    'fill-template',
    x => Handlebars.compile(`${'line\n'.repeat(x.index)}{{#if ${x.word}}}`)({}),
  ],
  [
    'handlebars-helper',
    'handlebars',
    'fill-template',
    x => Handlebars.compile('{{money total}}')({ total: x.number }),
  ],
  [
    'handlebars-partial',
    'handlebars',
    'fill-template',
    x => Handlebars.compile('{{> footer}}')({ id: x.token }),
  ],
  [
    'handlebars-helper-date',
    'handlebars',
    'fill-template',
    x => Handlebars.compile('{{day created}}')({ created: x.number }),
  ],
  ['zip', 'adm-zip', 'open-upload', x => new AdmZip(Buffer.from(x.token.repeat(10)))],
  ['png', 'pngjs', 'open-upload', x => PNG.sync.read(Buffer.from(x.token.repeat(10)))],
  ['pdf', 'pdf-lib', 'open-upload', x => PDFDocument.load(Buffer.from(x.token.repeat(10)))],
  [
    'jose-expired',
    'jose',
    'check-session',
    async x => jose.jwtVerify(await sign(x, t => t.setExpirationTime(1_700_000_000 + x.number)), key),
  ],
  [
    'jose-audience',
    'jose',
    'check-session',
    async x => jose.jwtVerify(await sign(x, t => t.setAudience(x.word)), key, { audience: 'shop' }),
  ],
  [
    'jose-issuer',
    'jose',
    'check-session',
    async x => jose.jwtVerify(await sign(x, t => t.setIssuer(x.word)), key, { issuer: 'shop' }),
  ],
  [
    'jose-signature',
    'jose',
    'check-session',
    async x => jose.jwtVerify(await sign(x), new TextEncoder().encode(`${'a'.repeat(20)}${x.token}`)),
  ],
  ['jose-malformed', 'jose', 'check-session', x => jose.jwtVerify(x.token, key)],
];
