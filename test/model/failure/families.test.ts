import { describe, expect, test } from 'vitest';
import { failureId, signatureOf } from '../../../src/model/failure/failure-text.ts';
import { summarizeFailure } from '../../../src/model/failure/summarize-failure.ts';
import { namingPlaces } from '../../../src/model/failure/vote.ts';

/** Families of texts of one place: each list is what systems, languages and versions say of one cause. */
const families: Readonly<Record<string, readonly (readonly string[])[]>> = {
  'limits of time': [
    [
      'connect ETIMEDOUT 10.1.2.3:5432',
      'dial tcp 10.0.0.7:443: i/o timeout',
      'java.net.SocketTimeoutException: Connect timed out',
      '<urlopen error [Errno 110] Connection timed out>',
      'Failed to open TCP connection to api.example.com:443 (execution expired)',
      'connection to server at "db.internal" (10.0.0.5), port 5432 failed: Connection timed out',
      'ssh: connect to host 10.0.0.9 port 22: Connection timed out',
      'ssh: connect to host 10.0.0.9 port 22: Die Wartezeit für die Verbindung ist abgelaufen',
      'Connect Timeout Error (attempted address: api.example.com:443, timeout: 10000ms)',
      "HTTPConnectionPool(host='a.example', port=80): Max retries exceeded with url: / (Caused by ConnectTimeoutError(<urllib3.connection.HTTPConnection object at 0x7f3c>, 'Connection to a.example timed out. (connect timeout=5)'))",
    ],
    [
      'timeout of 5000ms exceeded',
      'java.net.SocketTimeoutException: Read timed out',
      "HTTPSConnectionPool(host='a.example', port=443): Read timed out. (read timeout=30)",
      'Get "https://a.example/": net/http: request canceled (Client.Timeout exceeded while awaiting headers)',
      'The request was canceled due to the configured HttpClient.Timeout of 100 seconds elapsing.',
      'Net::ReadTimeout with #<TCPSocket:(closed)>',
      'httpx.ReadTimeout: The read operation timed out',
      'could not read the rates: timeout of 12000ms exceeded',
      'cURL error 28: Operation timed out after 10001 milliseconds with 0 bytes received',
      'curl: (28) Operation timed out after 5002 milliseconds with 0 bytes received',
    ],
  ],
  certificates: [
    [
      'certificate has expired',
      'tls: failed to verify certificate: x509: certificate has expired or is not yet valid: current time 2026-01-02T03:04:05Z is after 2025-12-31T00:00:00Z',
      'invalid peer certificate: Expired',
      'The remote certificate is invalid because of errors in the certificate chain: NotTimeValid',
      '[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: certificate has expired (_ssl.c:1007)',
      'SSL_connect returned=1 errno=0 state=error: certificate verify failed (certificate has expired)',
      'SSL certificate problem: certificate has expired',
    ],
    [
      'unable to get local issuer certificate',
      'tls: failed to verify certificate: x509: certificate signed by unknown authority',
      'invalid peer certificate: UnknownIssuer',
      'The remote certificate is invalid because of errors in the certificate chain: PartialChain',
      'PKIX path building failed: sun.security.provider.certpath.SunCertPathBuilderException: unable to find valid certification path to requested target',
      'SSL certificate problem: unable to get local issuer certificate',
      'unable to verify the first certificate',
    ],
  ],
  'rows that are there': [
    [
      'duplicate key value violates unique constraint "users_email_key"',
      'doppelter Schlüsselwert verletzt Unique-Constraint »users_email_key«',
      "la valeur d'une clé dupliquée rompt la contrainte unique « users_email_key »",
      'llave duplicada viola restricción de unicidad «users_email_key»',
      'duplicar valor da chave viola a restrição de unicidade "users_email_key"',
      'повторяющееся значение ключа нарушает ограничение уникальности "users_email_key"',
      '重複したキー値は一意性制約"users_email_key"違反となります',
      '重复键违反唯一约束"users_email_key"',
      'pq: duplicate key value violates unique constraint "users_email_key"',
      '23505: duplicate key value violates unique constraint "users_email_key"\n\nDETAIL: Key (email)=(a@b.example) already exists.',
      'ERROR: duplicate key value violates unique constraint "users_email_key" (SQLSTATE 23505)',
      'PG::UniqueViolation: ERROR:  duplicate key value violates unique constraint "users_email_key"\nDETAIL:  Key (email)=(a) already exists.',
    ],
    [
      "Duplicate entry 'a@b.example' for key 'users.uq_email'",
      "Doppelter Eintrag 'x' für Schlüssel 'users.uq_email'",
      "Duplicata du champ 'y' pour la clef 'users.uq_email'",
      "Entrada duplicada '7' para la clave 'users.uq_email'",
      "Valore duplicato 'q' per la chiave 'users.uq_email'",
      "Dubbele ingang 'q' voor zoeksleutel 'users.uq_email'",
      "SQLSTATE[23000]: Integrity constraint violation: 1062 Duplicate entry 'o''hara' for key 'users.uq_email'",
      `(1062, "Duplicate entry 'a' for key 'users.uq_email'")`,
      "ERROR 1062 (23000): Duplicate entry 'a' for key 'users.uq_email'",
      "Error 1062 (23000): Duplicate entry 'a' for key 'users.uq_email'",
    ],
    [
      'ORA-00001: unique constraint (SHOP.USERS_UK) violated',
      'ORA-00001: violation de contrainte unique (SHOP.USERS_UK)',
      'ORA-00001: restricción única (SHOP.USERS_UK) violada',
      'ORA-00001: 一意制約(SHOP.USERS_UK)に反しています',
    ],
  ],
  'one thing wrong several times': [
    [
      'row 4: price is negative',
      'row 4: price is negative; row 9: price is negative',
      'row 4: price is negative, row 9: price is negative, row 12: price is negative.',
      'row 1: price is negative | row 2: price is negative',
      'row 1: price is negative; row 2: price is negative; row 3: price is negative; row 4: price is negative',
    ],
    [
      'row 4: no such warehouse',
      'row 4: no such warehouse; row 9: no such warehouse',
      'row 4: no such warehouse, row 9: no such warehouse',
    ],
    ['no column sku (found: name)', 'no column sku (found: name, price)', 'no column sku (found: )'],
    ['no release fits (from versions: none)', 'no release fits (from versions: 0.1, 0.2)'],
  ],
  'containers and pods': [
    [
      'Pod shop/worker-3afeb8f55-febvy terminated: OOMKilled',
      'Pod acme-eu/worker-7d9f8b6c5-x2x9z terminated: OOMKilled',
      'Pod staging/worker-68b624594-g8ev2 terminated: OOMKilled',
      'Pod shop/worker-1309cb748-tefxe terminated: OOMKilled',
    ],
    [
      'Pod shop/mailer-3afeb8f55-febvy terminated: OOMKilled',
      'Pod acme-eu/mailer-7d9f8b6c5-x2x9z terminated: OOMKilled',
      'Pod shop/mailer-68b624594-g8ev2 terminated: OOMKilled',
    ],
  ],
  'ids of letters': [
    [
      'session TtFAsDeFZKzpqhSnCZevz was closed',
      'session 58QtnM3diT2VUYzPeMSRR was closed',
      'session jWKxPWvhuuHBaSVELmZCd was closed',
    ],
    ['ledger_2 is closed on 2026-11-26', 'ledger_14 is closed on 2026-01-02'],
    ['journal_1 is closed on 2026-11-26', 'journal_3 is closed on 2026-01-02'],
    ['no charge ch_9230168', 'no charge ch_24054459', 'no charge ch_3Kx9Qz81LmN4'],
  ],
  'answers whose first member says little': [
    [
      '{"Message":"An error has occurred.","ExceptionMessage":"Object reference not set to an instance of an object."}',
      '500 {"Message":"An error has occurred.","ExceptionMessage":"Object reference not set to an instance of an object.","ExceptionType":"System.NullReferenceException"}',
    ],
    ['{"Message":"An error has occurred.","ExceptionMessage":"Input string was not in a correct format."}'],
    [
      '{"message":"Bad Request","details":["the cart is empty"]}',
      '400 {"message":"Bad Request","details":["the cart is empty"]}',
    ],
    ['{"error":"Bad Request","message":"Validation failed","detail":"the cart is too heavy"}'],
    ['{"msg":"non-zero return code","rc":2,"stderr":"mount: no such device"}'],
    ['{"msg":"non-zero return code","rc":1,"stderr":"useradd: the group is unknown"}'],
    [
      '{"content":[{"type":"text","text":"Validation failed"}],"isError":true,"structuredContent":{"field":"zip","reason":"must have five digits"}}',
    ],
    [
      '{"content":[{"type":"text","text":"Validation failed"}],"isError":true,"structuredContent":{"field":"country","reason":"must be a country of the list"}}',
    ],
  ],
  'headings of tools': [
    [
      'Command failed with exit code 1: terraform apply\n╷\n│ Error: Unsupported argument\n│ \n│   on a.tf line 5, in resource "x" "y":\n│   5:   multi_zone = true\n│ \n│ An argument named "multi_zone" is not expected here.\n╵',
      'Command failed with exit code 1: terraform apply\n╷\n│ Error: Unsupported argument\n│ \n│   on b.tf line 75, in resource "x" "y":\n│   75:   multi_zone = false\n│ \n│ An argument named "multi_zone" is not expected here. Did you mean "multi_az"?\n╵',
    ],
    [
      'Command failed with exit code 1: terraform apply\n╷\n│ Error: Unsupported argument\n│ \n│   on a.tf line 5, in resource "x" "y":\n│   5:   backups = true\n│ \n│ An argument named "backups" is not expected here.\n╵',
    ],
    [
      'Command failed with exit code 1: liquibase update\nERROR: Validation Failed:\n     1 changesets check sum was: 8:d41d8cd98f00b204e9800998ecf8427e but is now: 8:0cc175b9c0f1b6a831c399e269772661',
      'liquibase exited with code 1\nERROR: Validation Failed:\n     1 changesets check sum was: 8:92eb5ffee6ae2fec3ad71c777531578f but is now: 8:4a8a08f09d37b73795649038408b5f33',
    ],
    [
      'ERROR: Validate failed: Migrations have failed validation\nDetected applied migration not resolved locally: 4.',
      'could not migrate 17: ERROR: Validate failed: Migrations have failed validation\nDetected applied migration not resolved locally: 41.',
    ],
  ],
};

function groupsOf(messages: readonly string[]): readonly string[] {
  const failures = messages.map(message => {
    const error = { name: 'Error', message, value: { $type: 'Error', message } };
    return summarizeFailure({ error, step: 'save', name: 'any' }).failure;
  });
  const naming = new Map(
    [...Map.groupBy(failures, signatureOf)].map(([signature, equal]) => [
      signature,
      namingPlaces(equal.map(failure => ({ failure, count: 1 }))),
    ]),
  );
  return failures.map(failure => failureId(failure, naming.get(signatureOf(failure)) ?? []));
}

describe.each(Object.entries(families))('%s', (_, causes) => {
  const all = groupsOf(causes.flat());
  let start = 0;
  const groups = causes.map(texts => {
    start += texts.length;
    return all.slice(start - texts.length, start);
  });

  test.each(causes.map((texts, at) => [texts[0], at] as const))(
    '%s is one group in all wordings',
    (_first, at) => {
      const byGroup = Map.groupBy(causes[at] ?? [], (_text, index) => groups[at]?.[index]);
      expect([...byGroup.values()]).toHaveLength(1);
    },
  );

  test('causes have groups of their own', () => {
    expect(new Set(groups.map(([id]) => id)).size).toBe(causes.length);
  });
});
