/** Errors as runtimes, clients and services write them. */
const errors = `
connect ECONNREFUSED 127.0.0.1:5432
getaddrinfo ENOTFOUND db.example.com
read ECONNRESET
write EPIPE
socket hang up
Client network socket disconnected before secure TLS connection was established
unable to verify the first certificate
self-signed certificate in certificate chain
certificate has expired
Hostname/IP does not match certificate's altnames: Host: localhost. is not in the cert's altnames: DNS:example.com
error:0308010C:digital envelope routines::unsupported
error:1E08010C:DECODER routines::unsupported
error:04099079:rsa routines:RSA_padding_check_PKCS1_OAEP_mgf1:oaep decoding error
ERR_INVALID_ARG_TYPE: The "key" argument must be of type string or an instance of ArrayBuffer. Received undefined
TypeError [ERR_INVALID_ARG_TYPE]: The "password" argument must be of type string. Received undefined
TypeError: Cannot read properties of undefined (reading 'token')
TypeError: Cannot destructure property 'password' of 'req.body' as it is undefined.
TypeError: secret.toString is not a function
ReferenceError: apiKey is not defined
SyntaxError: Unexpected token 'o', "not json" is not valid JSON
SyntaxError: Unexpected token < in JSON at position 0
SyntaxError: Unexpected end of JSON input
SyntaxError: Invalid or unexpected token
SyntaxError: missing ) after argument list
RangeError: Maximum call stack size exceeded
Error: Invalid key length
Error: Invalid IV length
Error: secretOrPrivateKey must have a value
JsonWebTokenError: invalid signature
JsonWebTokenError: jwt malformed
JsonWebTokenError: jwt must be provided
TokenExpiredError: jwt expired
NotBeforeError: jwt not active
HeadersTimeoutError: Headers Timeout Error
BodyTimeoutError: Body Timeout Error
ConnectTimeoutError: Connect Timeout Error (attempted address: api.example.com:443, timeout: 10000ms)
UND_ERR_SOCKET: other side closed
TypeError: fetch failed
RequestContentLengthMismatchError: Request body length does not match content-length header
InvalidArgumentError: invalid authorization header
NotSupportedError: expect header not supported
password authentication failed for user "app"
no password supplied
no pg_hba.conf entry for host "10.0.0.7", user "app", database "shop", no encryption
SASL: SCRAM-SERVER-FIRST-MESSAGE: client password must be a string
SASL: SCRAM-SERVER-FIRST-MESSAGE: server signature is missing
role "app" does not exist
duplicate key value violates unique constraint "users_token_key"
Key (token_id)=(42) already exists.
insert or update on table "sessions" violates foreign key constraint "sessions_user_id_fkey"
Key (user_id)=(7) is not present in table "users".
null value in column "password" of relation "users" violates not-null constraint
column "api_key" does not exist
column users.password does not exist
syntax error at or near "token"
relation "secrets" does not exist
permission denied for table credentials
value too long for type character varying(64)
canceling statement due to statement timeout
terminating connection due to administrator command
remaining connection slots are reserved for non-replication superuser connections
SQLITE_CONSTRAINT: UNIQUE constraint failed: sessions.token
SQLITE_CONSTRAINT: NOT NULL constraint failed: users.password
SQLITE_BUSY: database is locked
near "token": syntax error
unrecognized token: "#"
WRONGPASS invalid username-password pair or user is disabled.
NOAUTH Authentication required.
ERR AUTH <password> called without any password configured for the default user.
Access denied for user 'app'@'localhost' (using password: YES)
Access denied for user 'app'@'localhost' (using password: NO)
Authentication failed.
MongoServerError: E11000 duplicate key error collection: shop.users index: token_1 dup key: { token: null }
401 Incorrect API key provided. You can find your API key at https://platform.example.com/account/api-keys.
401 You must be a member of an organization to use the API
429 Rate limit reached for gpt-5-mini in organization on tokens per min (TPM): Limit 200000, Used 199000, Requested 2300.
429 You exceeded your current quota, please check your plan and billing details.
400 This model's maximum context length is 128000 tokens. However, your messages resulted in 131072 tokens.
400 max_tokens is too large: 200000. This model supports at most 16384 completion tokens
400 Invalid value for 'max_tokens': must be greater than 0
400 Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.
invalid x-api-key
authentication_error: invalid x-api-key
The OPENAI_API_KEY environment variable is missing or empty; either provide it, or instantiate the client with an apiKey option.
Could not resolve authentication method. Expected either apiKey or authToken to be set.
overloaded_error: Overloaded
prompt is too long: 208000 tokens > 200000 maximum
No API key provided. (HINT: set your API key using "Authorization: Bearer <YOUR_API_KEY>")
You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer auth
Invalid API Key provided: sk_test_****1234
Expired API Key provided
No such payment_intent: 'pi_123'
You cannot use a Stripe token more than once: tok_1.
Keys for idempotent requests can only be used with the same parameters they were first used with.
No signatures found matching the expected signature for payload.
Unable to extract timestamp and signatures from header
Webhook payload must be provided as a string or a Buffer
The security token included in the request is invalid.
The security token included in the request is expired
ExpiredToken: The provided token has expired.
InvalidClientTokenId: The security token included in the request is invalid
UnrecognizedClientException: The security token included in the request is invalid.
SignatureDoesNotMatch: The request signature we calculated does not match the signature you provided. Check your key and signing method.
InvalidAccessKeyId: The AWS Access Key Id you provided does not exist in our records.
CredentialsProviderError: Could not load credentials from any providers
NoCredentialProviders: no valid providers in chain
MissingAuthenticationToken: Missing Authentication Token
AccessDeniedException: User is not authorized to perform: secretsmanager:GetSecretValue on resource: prod/db
ResourceNotFoundException: Secrets Manager can't find the specified secret.
NoSuchKey: The specified key does not exist.
KMSInvalidStateException: key is pending deletion
Token is expired: refresh it and try again
NextToken: invalid value
npm ERR! code E401
npm ERR! Unable to authenticate, your authentication token seems to be invalid.
fatal: Authentication failed for 'https://git.example.com/a/b.git/'
remote: Invalid username or password.
remote: Support for password authentication was removed.
Permission denied (publickey,password).
Host key verification failed.
Bad credentials
Resource not accessible by personal access token
invalid_grant: Token has been expired or revoked.
invalid_client: The OAuth client was not found.
unauthorized_client: AADSTS700016: Application was not found in the directory
invalid_token: the access token expired
WWW-Authenticate: Bearer realm="api", error="invalid_token"
WWW-Authenticate: Basic realm="Restricted"
HTTP Basic: Access denied
`;

/** Lines of logs, each of which looks a little like a secret. */
const logs = `
invalid token at position 5
Token expired at 12:30
token expires in 3600 s
secret not found: db/creds
secret: not found
key: 42
key=value pairs expected
key: user:42
cache key: runs/2026/11
primary key: id
foreign key: user_id
sort key: created_at
partition key: tenant
object key: uploads/a.png
public key: loaded
key pressed: Enter
keys: 12
passed: 12, failed: 0
pass 3 of 5
passing 12 tests
bypass: true
compass: north
passenger: Ada
passive mode: on
password reset requested by ada
password changed for user 7
password must be at least 12 characters
password is too short
password: too short
password: must contain a digit
password: must not be empty
password: is invalid
password policy: strict
password field: empty
passwords do not match
Enter password:
Password:
Password for ada:
wrong password
Invalid password.
forgot password? reset it here
secret rotated 3 days ago
secret store: vault
secretary: Ada
secrets: 3
2 secrets hidden
secret "db" is mounted
token refreshed
token: expired
token: invalid
token: missing
token: refreshed
token count: 5
token bucket: full
tokens used: 1200
tokens=1200 cost=0.02
inputTokens: 12 outputTokens: 34
prompt_tokens=12 completion_tokens=34 total_tokens=46
max tokens: 4096
total tokens: 46
tokens per second: 51.2
tokenizer: cl100k_base
tokenized 12 documents
next_token: null
nextToken=undefined
next page token: none
CSRF token mismatch
csrf token missing
invalid CSRF token.
refresh token not found
refreshing the access token
access token is valid for 1 h
id token verified
unexpected token: }
unexpected token ',' at line 3
parse error near token 'if'
authorization: required
authorization failed
authorization denied: not the owner
Authorization header is missing
authorized: true
unauthorized: true
author: Ada Lovelace
authority: example.com
authenticated as ada
authentication: ok
auth: ok
auth=none
auth method: oauth
auth failed for ada: no such user
cookie banner: accepted
cookies: enabled
cookies disabled
set cookie for 3 domains
session: started
session 42 ended
credential helper: store
credentials: ok
credentials expired
no credentials found
credentials not found in the environment
loading credentials from the environment
loading credentials: done
jwt expired
jwt: malformed
bearer token expired
bearer authentication failed
a bearer of bad news
basic auth is off
basic checks passed
basic plan: 10 seats
Basic information about the run
api key is missing
api key not found
API key: missing
API key: not set
API key: none
API keys: 3
apiKey: undefined
apiKey: null
apiKey=
apikey required
private key not found
private key: not found
private key loaded
signing key rotated
signing key: rotated
encryption key: missing
ssh key added for ada
ssh key: added
key rotation: done
webhook secret is not set
webhook secret: not set
webhook signature mismatch
signature: valid
signature verified
sig: SIGTERM
signal: SIGKILL
received signal SIGINT
sign in: ok
signed in as ada
connection string is missing
connection string: missing
connecting to postgres://db.example.com:5432/shop
connected to redis://cache:6379/0
GET https://api.example.com/v1/tokens?limit=10 200
GET /v1/keys/42 404
POST /auth/token 401
POST /oauth/token 400 invalid_grant
DELETE /sessions/7 204
GET /search?q=password+reset 200
GET /search?keyword=token&page=2 200
GET /docs/api/authentication#tokens 200
PUT /users/7/password 204
user=ada action=login status=ok
user: ada, role: admin
level=info msg="token refreshed" user=ada
level=error msg="authentication failed" reason="bad password"
level=warn msg="no credentials" provider=env
{"level":"info","msg":"password changed","user":"ada"}
{"tokens":12,"cost":0.02}
{"error":{"code":"invalid_api_key","type":"invalid_request_error"}}
{"token_type":"Bearer","expires_in":3600}
{"event":"token.refreshed","ok":true}
{"password":null,"token":null}
{"hasPassword":true,"requiresAuth":false}
at verifyToken (/app/src/auth/verify-token.ts:12:5)
at Object.password (/app/node_modules/pg/lib/client.js:101:7)
at async getSecret (file:///app/src/secrets.ts:8:3)
at Token.parse (token.js:3:9)
--token is required
--token needs a value
--password is not an option
--token and --password exclude each other
missing option --api-key
unknown option '--tokens'
the --token option is deprecated
use --token-file instead of --token
-u is not an option
usage: deploy [--token <token>] [--region <region>]
set the API key first
set a password first
set TOKEN to continue
set RUNLENS_TOKEN to a token of this server
set API_KEY in the environment
set API_KEY and restart
set API_KEY as a secret of the project
set DB_PASSWORD before you start
setting SECRET_KEY is required
export TOKEN first
ENV API_KEY is not set
env API_KEY missing
environment variable DB_PASSWORD is not set
DB_PASSWORD is required
missing DB_PASSWORD
DB_PASSWORD: not set
DB_PASSWORD: required
API_TOKEN: missing
API_TOKEN= is empty
TOKEN_LIMIT=4096
MAX_TOKENS=4096
KEYBOARD=us
PASS_THROUGH=1
task-runner-0123456789abcdefghij started
desk-0123456789-abcdefghij-0123456789 moved
sk-learn is installed
npm_config_registry is set
npm_lifecycle_event=test
hf_hub is not installed
ghost_writer joined
do_v1 is deprecated
gsk_file opened
process exited with code 1
retrying in 5 s (attempt 2 of 3)
step charge-card failed: card declined
step "refresh-token" finished in 12 ms
step get-secret: done
run token-refresh succeeded
workflow rotate-keys: queued
worker key-rotation-1 is idle
queue auth-events: 12 jobs
job send-password-reset finished
trigger: webhook
trigger: cron(0 3 * * *)
mail ada@example.com: sent
mailto:ada@example.com
see https://example.com/docs/tokens: a token is needed
see docs/auth.md: "How tokens work"
time: 12:30
ratio 3:4
a:b@c
git@example.com:a/b.git
file:///tmp/token.txt
C:\\Users\\ada\\token.txt
/etc/secrets/db/password: no such file or directory
/run/secrets/token: permission denied
open /var/run/secrets/token: no such file
cat: password.txt: No such file or directory
grep: secret: Is a directory
password.txt: 3 lines
token.ts: 2 errors
auth.ts(12,5): error TS2339: Property 'token' does not exist on type 'Request'.
error TS2304: Cannot find name 'apiKey'.
recovery: started
recovery phrase is 12 words
seed: 42
seed phrase must be 12 words
otp: sent
otp=required
pin: required
50% of tokens used
100%25 done
tom &amp; jerry
"quoted": 'token'
token \`x\` is unknown
token 'x' is unknown
token "x" is unknown
invalid token: "}"
unexpected token: "end of file"
`;

export const ordinaryLines: readonly string[] = `${errors}${logs}`.split('\n').filter(line => line !== '');
