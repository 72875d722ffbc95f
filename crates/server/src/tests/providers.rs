//! Signing in with a provider of `OpenID` Connect, and everything that must
//! not pass for it. The provider signs in the test's own process; a real one
//! is asked in the browser's tests.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicUsize, Ordering},
};

use axum::http::{Request, Response, StatusCode};
use contract::{Me, ProblemCode, SessionToken, SignInMethod};
use jsonwebtoken::{Algorithm, EncodingKey, Header, jwk::Jwk};
use openidconnect::{PkceCodeChallenge, PkceCodeVerifier, url::Url};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::{
    auth::Fetch,
    config::ProviderSettings,
    http::answer::hex,
    testing::{Answer, NOW_MS, TestApp, merge, settings},
};

const ISSUER: &str = "https://login.example";
const RSA: &[u8] = include_bytes!("../../tests/keys/rsa.pem");
const P256: &[u8] = include_bytes!("../../tests/keys/p256.pem");
const NOW_S: i64 = NOW_MS / 1000;
/// What the window keeps.
const SECRET: &str = "what the window keeps";

/// A provider that says what a test tells it to say.
#[derive(Debug)]
struct Provider {
    /// Goes over the claims of its tokens.
    claims: Mutex<Value>,
    /// The challenge of PKCE that a verifier is held against.
    challenge: Mutex<String>,
    /// Whether tokens are signed by a key that is not in its set.
    foreign: Mutex<bool>,
    /// The status of what it answers to everything.
    status: Mutex<u16>,
    discovered: AtomicUsize,
}

impl Provider {
    fn answer(&self, request: &Request<Vec<u8>>) -> Value {
        match request.uri().path() {
            "/.well-known/openid-configuration" => {
                self.discovered.fetch_add(1, Ordering::SeqCst);
                json!({
                    "issuer": ISSUER,
                    "authorization_endpoint": format!("{ISSUER}/auth"),
                    "token_endpoint": format!("{ISSUER}/token"),
                    "jwks_uri": format!("{ISSUER}/jwks"),
                    "response_types_supported": ["code"],
                    "subject_types_supported": ["public"],
                    "id_token_signing_alg_values_supported": ["RS256", "HS256", "none"],
                })
            }
            "/jwks" => {
                let key = EncodingKey::from_rsa_pem(RSA).expect("a key");
                let mut jwk = Jwk::from_encoding_key(&key, Algorithm::RS256).expect("public");
                jwk.common.key_id = Some("one".to_owned());
                json!({"keys": [jwk]})
            }
            _ => self.tokens(request),
        }
    }

    fn tokens(&self, request: &Request<Vec<u8>>) -> Value {
        let body = String::from_utf8(request.body().clone()).expect("a form");
        let form = Url::parse(&format!("https://x.example/?{body}")).expect("a form");
        let given = |name: &str| {
            let mut pairs = form.query_pairs();
            pairs.find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
        };
        let verifier = PkceCodeVerifier::new(given("code_verifier").expect("a verifier"));
        let challenge = PkceCodeChallenge::from_code_verifier_sha256(&verifier);
        assert_eq!(challenge.as_str(), *self.challenge.lock().expect("a challenge"));
        assert_eq!(given("code").as_deref(), Some("the-code"));
        assert!(request.headers().contains_key("authorization"), "the secret's way");
        let claims = self.claims.lock().expect("claims").clone();
        let mut header = Header::new(Algorithm::RS256);
        header.kid = Some("one".to_owned());
        let key = if *self.foreign.lock().expect("a word") {
            header.alg = Algorithm::ES256;
            EncodingKey::from_ec_pem(P256).expect("a key")
        } else {
            EncodingKey::from_rsa_pem(RSA).expect("a key")
        };
        let token = jsonwebtoken::encode(&header, &claims, &key).expect("signs");
        json!({"access_token": "a", "token_type": "Bearer", "id_token": token})
    }
}

#[async_trait::async_trait]
impl Fetch for Provider {
    async fn fetch(&self, url: &str) -> anyhow::Result<String> {
        anyhow::bail!("nobody asked for {url}")
    }

    async fn exchange(&self, request: Request<Vec<u8>>) -> anyhow::Result<Response<Vec<u8>>> {
        let status = *self.status.lock().expect("a status");
        let body = self.answer(&request).to_string().into_bytes();
        Ok(Response::builder()
            .status(status)
            .header("content-type", "application/json")
            .body(body)?)
    }
}

/// A server with one provider, and the provider.
async fn ready() -> (TestApp, Arc<Provider>) {
    let provider = Arc::new(Provider {
        claims: Mutex::default(),
        challenge: Mutex::default(),
        foreign: Mutex::default(),
        status: Mutex::new(200),
        discovered: AtomicUsize::new(0),
    });
    let mut settings = settings();
    for forum in settings.forums.iter_mut().filter(|forum| forum.slug == "default") {
        forum.providers.push(ProviderSettings {
            id: "test".into(),
            name: [("en".to_owned(), "Test ID".to_owned())].into(),
            issuer: ISSUER.into(),
            client_id: "open-forum".into(),
            // Any file will do: the provider is ours.
            client_secret_file: Some(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml").into()),
            client_secret_env: None,
            scopes: None,
        });
    }
    (TestApp::with(settings, provider.clone()).await, provider)
}

/// Begins a sign-in: what the provider is asked, by name.
async fn begin(test: &TestApp, provider: &Provider) -> impl Fn(&str) -> String + use<> {
    let challenge = hex(&Sha256::digest(SECRET));
    let answer = test.get(&format!("/sign-in/test?challenge={challenge}")).send().await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    let address = Url::parse(answer.header("location")).expect("an address");
    assert!(address.as_str().starts_with("https://login.example/auth?"), "{address}");
    let asked = move |name: &str| {
        let mut pairs = address.query_pairs();
        pairs.find(|(key, _)| key == name).map(|(_, value)| value.into_owned()).unwrap_or_default()
    };
    *provider.challenge.lock().expect("a challenge") = asked("code_challenge");
    *provider.claims.lock().expect("claims") = json!({
        "iss": ISSUER, "aud": "open-forum", "sub": "s-1", "nonce": asked("nonce"),
        "iat": NOW_S, "exp": NOW_S + 300,
        "name": "Malee", "email": "Malee@Example.org", "email_verified": true,
    });
    asked
}

/// Comes back from the provider: what the page goes on with.
async fn come_back(test: &TestApp, state: &str, more: &str) -> String {
    let path = format!("/sign-in/test/callback?code=the-code&state={state}{more}");
    let page = test.get(&path).send().await.text();
    page.split("data-flow=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or("").into()
}

async fn finish(test: &TestApp, flow: &str, secret: &str) -> Answer {
    let body = json!({"flow": flow, "secret": secret});
    test.post("/v1/sign-in/finish", &body).send().await
}

/// A whole sign-in with other claims.
async fn with_claims(test: &TestApp, provider: &Provider, change: Value) -> Answer {
    let asked = begin(test, provider).await;
    merge(&mut provider.claims.lock().expect("claims"), change);
    let flow = come_back(test, &asked("state"), "").await;
    finish(test, &flow, SECRET).await
}

#[tokio::test]
async fn who_comes_back_is_signed_in_and_known_the_next_time() {
    let (test, provider) = ready().await;
    let mut ids = Vec::new();
    for _ in 0..2 {
        let asked = begin(&test, &provider).await;
        for (name, expected) in [
            ("response_type", "code"),
            ("client_id", "open-forum"),
            ("code_challenge_method", "S256"),
            ("scope", "openid profile email"),
            ("redirect_uri", "https://forum.example/sign-in/test/callback"),
        ] {
            assert_eq!(asked(name), expected);
        }
        let more = "&iss=https://login.example&session_state=x";
        let flow = come_back(&test, &asked("state"), more).await;
        let answer = finish(&test, &flow, SECRET).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        let session: SessionToken = answer.json();
        let me: Me = test.get("/v1/me").by(&session.access_token).send().await.json();
        let account = me.account.expect("an account");
        assert_eq!((me.author.name.as_str(), account.method), ("Malee", SignInMethod::Oidc));
        ids.push(me.author.id);
    }
    assert_eq!(ids[0], ids[1]);
    assert_eq!(provider.discovered.load(Ordering::SeqCst), 1, "what it says of itself is kept");
}

#[tokio::test]
async fn both_the_window_that_began_and_the_way_back_are_needed_once() {
    let (test, provider) = ready().await;
    let asked = begin(&test, &provider).await;
    let state = asked("state");
    let wrong = async |flow: &str, secret: &str| {
        assert_eq!(finish(&test, flow, secret).await.problem(), ProblemCode::WrongCode);
    };
    assert_eq!(come_back(&test, "unknown", "").await, "");
    assert_eq!(come_back(&test, &state, "&iss=https://other.example").await, "");
    assert_eq!(come_back(&test, &state, "&error=access_denied").await, "");
    let flow = come_back(&test, &state, "").await;
    assert_eq!(come_back(&test, &state, "").await, "", "the way back is taken once");
    // Who began it and sent somebody else to the provider knows the state.
    wrong(&state, SECRET).await;
    // Who was sent a way back by somebody else has another secret.
    wrong(&flow, "another secret").await;
    wrong(&flow, "").await;
    assert_eq!(finish(&test, &flow, SECRET).await.status, StatusCode::OK);
    wrong(&flow, SECRET).await;
    let asked = begin(&test, &provider).await;
    let flow = come_back(&test, &asked("state"), "").await;
    test.clock.advance(std::time::Duration::from_mins(10));
    wrong(&flow, SECRET).await;
}

#[tokio::test]
async fn each_claim_of_the_providers_token_wrong_in_turn() {
    let (test, provider) = ready().await;
    for (change, holds) in [
        (json!({}), true),
        (json!({"exp": NOW_S - 59}), true),
        (json!({"exp": NOW_S - 60}), false),
        (json!({"iat": NOW_S + 60}), true),
        (json!({"iat": NOW_S + 61}), false),
        (json!({"iat": NOW_S - 661}), false),
        (json!({"nonce": "another"}), false),
        (json!({"nonce": null}), false),
        (json!({"aud": "another"}), false),
        (json!({"aud": ["open-forum", "another"]}), false),
        (json!({"iss": "https://other.example"}), false),
    ] {
        let answer = with_claims(&test, &provider, change.clone()).await;
        assert_eq!(answer.status == StatusCode::OK, holds, "{change} {}", answer.text());
        if !holds {
            assert_eq!(answer.problem(), ProblemCode::WrongCode);
        }
    }
    *provider.foreign.lock().expect("a word") = true;
    let answer = with_claims(&test, &provider, json!({})).await;
    assert_eq!(answer.problem(), ProblemCode::WrongCode);
}

#[tokio::test]
async fn somebody_without_a_name_gives_one_and_an_address_counts_where_it_is_theirs() {
    let (test, provider) = ready().await;
    let asked = begin(&test, &provider).await;
    let nameless = json!({"name": null, "email_verified": false});
    merge(&mut provider.claims.lock().expect("claims"), nameless);
    let flow = come_back(&test, &asked("state"), "").await;
    for _ in 0..2 {
        assert_eq!(finish(&test, &flow, SECRET).await.wrong_fields(), ["name required"]);
    }
    let body = json!({"flow": flow, "secret": SECRET, "name": "<b>Malee</b>"});
    let answer = test.post("/v1/sign-in/finish", &body).send().await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    let session: SessionToken = answer.json();
    let me: Me = test.get("/v1/me").by(&session.access_token).send().await.json();
    assert_eq!(me.author.name, "<b>Malee</b>");
    assert_eq!(me.account.expect("an account").email, None);
}

#[tokio::test]
async fn a_provider_that_is_away_is_said_to_be() {
    let (test, provider) = ready().await;
    *provider.status.lock().expect("a status") = 302;
    let challenge = hex(&Sha256::digest(SECRET));
    let answer = test.get(&format!("/sign-in/test?challenge={challenge}")).send().await;
    assert!(answer.text().contains("data-error=\"provider\""), "{}", answer.text());
    assert_eq!(answer.header("location"), "", "its redirects are not followed");
    let labour = test.get(&format!("/f/labour/sign-in/test?challenge={challenge}")).send().await;
    assert_eq!(labour.status, StatusCode::NOT_FOUND, "another forum has no such provider");
}
