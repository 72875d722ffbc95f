//! Tokens of every algorithm, and everything that must not pass for one.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use axum::http::StatusCode;
use contract::ProblemCode;
use jsonwebtoken::{Algorithm, EncodingKey, Header, jwk::Jwk};
use serde_json::{Value, json};

use crate::{
    auth::Fetch,
    config::{ForumSettings, IssuerSettings, KeySettings, Settings},
    testing::{ISSUER, NOW_MS, SECRET, TestApp, merge, settings},
};

const ED25519: &[u8] = include_bytes!("../../tests/keys/ed25519.pem");
const P256: &[u8] = include_bytes!("../../tests/keys/p256.pem");
const RSA: &[u8] = include_bytes!("../../tests/keys/rsa.pem");
const NOW_S: i64 = NOW_MS / 1000;

/// The three key pairs, with the names that their set gives them.
fn pairs() -> [(&'static str, Algorithm, EncodingKey); 3] {
    [
        ("ed", Algorithm::EdDSA, EncodingKey::from_ed_pem(ED25519).expect("a key")),
        ("ec", Algorithm::ES256, EncodingKey::from_ec_pem(P256).expect("a key")),
        ("rs", Algorithm::RS256, EncodingKey::from_rsa_pem(RSA).expect("a key")),
    ]
}

/// Their public halves as a set.
fn key_set() -> String {
    let keys = pairs().map(|(name, algorithm, key)| {
        let mut jwk = Jwk::from_encoding_key(&key, algorithm).expect("a public key");
        jwk.common.key_id = Some(name.to_owned());
        jwk
    });
    json!({"keys": keys}).to_string()
}

/// A key set behind an address, and how often it was asked for.
#[derive(Debug)]
struct Behind(String, AtomicUsize);

#[async_trait::async_trait]
impl Fetch for Behind {
    async fn fetch(&self, _url: &str) -> anyhow::Result<String> {
        self.1.fetch_add(1, Ordering::SeqCst);
        Ok(self.0.clone())
    }
}

fn claims(change: Value) -> Value {
    let mut claims = json!({
        "iss": "https://login.example", "aud": "open-forum:default", "exp": NOW_S + 60,
        "sub": "s", "name": "Somebody",
    });
    merge(&mut claims, change);
    claims
}

fn sign(header: &Header, claims: &Value, key: &EncodingKey) -> String {
    jsonwebtoken::encode(header, claims, key).expect("signs")
}

/// A server that believes a key set behind an address, beside the tests' own
/// shared secret.
async fn ready() -> (TestApp, Arc<Behind>) {
    let behind = Arc::new(Behind(key_set(), AtomicUsize::new(0)));
    let keys = KeySettings {
        jwks_url: Some("https://login.example/jwks".to_owned()),
        ..KeySettings::default()
    };
    let mut settings: Settings = settings();
    for forum in settings.forums.iter_mut().filter(|forum| forum.slug == "default") {
        let issuer = IssuerSettings { iss: "https://login.example".to_owned(), keys: keys.clone() };
        forum.issuers.push(issuer);
    }
    (TestApp::with(settings, behind.clone()).await, behind)
}

async fn me(test: &TestApp, token: &str) -> Result<(), ProblemCode> {
    let answer = test.get("/v1/me").by(token).send().await;
    if answer.status == StatusCode::OK { Ok(()) } else { Err(answer.problem()) }
}

#[tokio::test]
async fn each_algorithm_is_believed_with_its_own_key_alone() {
    let (test, behind) = ready().await;
    for (name, algorithm, key) in pairs() {
        let mut header = Header::new(algorithm);
        assert_eq!(me(&test, &sign(&header, &claims(json!({})), &key)).await, Ok(()), "{name}");
        header.kid = Some(name.to_owned());
        assert_eq!(me(&test, &sign(&header, &claims(json!({})), &key)).await, Ok(()), "{name}");
        header.kid = Some("ed".to_owned());
        let other = me(&test, &sign(&header, &claims(json!({})), &key)).await;
        assert_eq!(other.is_ok(), name == "ed");
    }
    assert_eq!(behind.1.load(Ordering::SeqCst), 1, "one fetch for all");
}

#[tokio::test]
async fn a_public_key_is_no_shared_secret() {
    let (test, _) = ready().await;
    let set = key_set();
    let public = include_bytes!("../../tests/keys/ed25519.pub.pem");
    for secret in [&public[..], set.as_bytes(), b"", ISSUER.as_bytes()] {
        for kid in [None, Some("ed".to_owned()), Some("rs".to_owned())] {
            let header = Header { kid, ..Header::new(Algorithm::HS256) };
            let token = sign(&header, &claims(json!({})), &EncodingKey::from_secret(secret));
            assert_eq!(me(&test, &token).await, Err(ProblemCode::TokenInvalid));
        }
    }
}

#[tokio::test]
async fn unsigned_broken_and_huge_tokens_are_refused() {
    let (test, _) = ready().await;
    let (_, algorithm, key) = pairs().into_iter().next().expect("a pair");
    let good = sign(&Header::new(algorithm), &claims(json!({})), &key);
    let parts: Vec<_> = good.split('.').collect();
    let none = "eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0";
    let hs256 = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9";
    let other = sign(&Header::new(algorithm), &claims(json!({"sub": "other"})), &key);
    let other_claims = other.split('.').nth(1).expect("claims");
    for token in [
        format!("{none}.{}.", parts[1]),
        format!("{none}.{}.{}", parts[1], parts[2]),
        format!("{hs256}.{}.{}", parts[1], parts[2]),
        format!("{}.{other_claims}.{}", parts[0], parts[2]),
        format!("{}.{}.", parts[0], parts[1]),
        format!("{}.{}", parts[0], parts[1]),
        format!("{good}x"),
        format!("{good}.x"),
        "..".to_owned(),
        "x".repeat(9_000),
    ] {
        assert_eq!(me(&test, &token).await, Err(ProblemCode::TokenInvalid), "{token}");
    }
}

#[tokio::test]
async fn each_claim_wrong_in_turn() {
    let (test, _) = ready().await;
    let (_, algorithm, key) = pairs().into_iter().next().expect("a pair");
    let invalid = Err(ProblemCode::TokenInvalid);
    let expired = Err(ProblemCode::TokenExpired);
    for (change, expected) in [
        (json!({"exp": NOW_S - 59}), Ok(())),
        (json!({"exp": NOW_S - 60}), expired),
        (json!({"exp": "tomorrow"}), invalid),
        (json!({"exp": null}), invalid),
        (json!({"nbf": NOW_S + 60}), Ok(())),
        (json!({"nbf": NOW_S + 61}), invalid),
        (json!({"aud": ["other", "open-forum:default"]}), Ok(())),
        (json!({"aud": "open-forum:labour"}), invalid),
        (json!({"aud": []}), invalid),
        (json!({"aud": null}), invalid),
        (json!({"iss": "https://login.example/"}), invalid),
        // Signed by a key of another issuer of the same forum.
        (json!({"iss": ISSUER}), invalid),
        (json!({"sub": ""}), invalid),
        (json!({"sub": "x".repeat(201)}), invalid),
        (json!({"sub": 5}), invalid),
        (json!({"name": "x".repeat(201)}), invalid),
        (json!({"name": "a\nb"}), invalid),
        (json!({"name": null}), invalid),
        (json!({"organisation": "x".repeat(201)}), invalid),
        (json!({"organisation": "An NGO"}), Ok(())),
        (json!({"sector": "pirates"}), invalid),
        (json!({"sector": "business"}), Ok(())),
        (json!({"country": "XX"}), invalid),
        (json!({"country": "VN"}), Ok(())),
        (json!({"roles": ["king"]}), invalid),
        (json!({"roles": "moderator"}), invalid),
        (json!({"roles": ["moderator"]}), Ok(())),
        (json!({"anything": {"else": 1}}), Ok(())),
    ] {
        let token = sign(&Header::new(algorithm), &claims(change.clone()), &key);
        assert_eq!(me(&test, &token).await, expected, "{change}");
    }
}

#[tokio::test]
async fn a_shared_secret_signs_for_its_own_issuer() {
    let (test, _) = ready().await;
    let key = EncodingKey::from_secret(SECRET);
    let header = Header::new(Algorithm::HS256);
    assert_eq!(me(&test, &sign(&header, &claims(json!({"iss": ISSUER})), &key)).await, Ok(()));
    let foreign = sign(&header, &claims(json!({})), &key);
    assert_eq!(me(&test, &foreign).await, Err(ProblemCode::TokenInvalid));
    let header = Header::new(Algorithm::HS512);
    let other = sign(&header, &claims(json!({"iss": ISSUER})), &key);
    assert_eq!(me(&test, &other).await, Err(ProblemCode::TokenInvalid));
}

#[tokio::test]
async fn an_unknown_key_is_asked_for_at_most_once_a_minute() {
    let (test, behind) = ready().await;
    let (_, algorithm, key) = pairs().into_iter().next().expect("a pair");
    let header = Header { kid: Some("new".to_owned()), ..Header::new(algorithm) };
    let token = sign(&header, &claims(json!({"exp": NOW_S + 900})), &key);
    for minute in 1..=3 {
        for _ in 0..5 {
            assert_eq!(me(&test, &token).await, Err(ProblemCode::TokenInvalid));
        }
        assert_eq!(behind.1.load(Ordering::SeqCst), minute);
        test.clock.advance(std::time::Duration::from_mins(1));
    }
}

#[tokio::test]
async fn a_changed_name_is_shown_from_then_on() {
    let (test, _) = ready().await;
    let (_, algorithm, key) = pairs().into_iter().next().expect("a pair");
    for name in ["Before", "After"] {
        let token = sign(&Header::new(algorithm), &claims(json!({"name": name})), &key);
        let answer = test.get("/v1/me").by(&token).send().await;
        assert_eq!(answer.json::<contract::Me>().author.name, name);
    }
}

#[test]
fn keys_that_cannot_be_used_say_why() {
    let clock: Arc<dyn crate::sources::Clock> = Arc::new(crate::testing::FixedClock::default());
    let fetch: Arc<dyn Fetch> = Arc::new(Behind(String::new(), AtomicUsize::new(0)));
    let file =
        |name: &str| Some(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/keys/").to_owned() + name);
    let path = |name: &str| file(name).map(Into::into);
    for (keys, expected) in [
        (KeySettings::default(), "has no key"),
        (
            KeySettings { secret_env: Some("NOT_SET_ANYWHERE".into()), ..KeySettings::default() },
            "cannot read",
        ),
        (KeySettings { jwks_file: path("nothing.json"), ..KeySettings::default() }, "cannot read"),
        (KeySettings { jwks_file: path("rsa.pem"), ..KeySettings::default() }, "is not a JWK set"),
        (
            KeySettings { public_key_file: path("ed25519.pub.pem"), ..KeySettings::default() },
            "needs algorithm",
        ),
        (
            KeySettings {
                public_key_file: path("ed25519.pub.pem"),
                algorithm: Some("RS256".into()),
                ..KeySettings::default()
            },
            "is not a public key for RS256",
        ),
    ] {
        let issuers = vec![IssuerSettings { iss: "i".into(), keys }];
        let forum = ForumSettings { issuers, ..ForumSettings::named("default") };
        let error = crate::auth::Verifier::new(&forum, clock.clone(), &fetch).expect_err(expected);
        assert!(error.to_string().contains(expected), "{error}");
    }
    let keys = KeySettings {
        public_key_file: path("ed25519.pub.pem"),
        algorithm: Some("EdDSA".into()),
        ..KeySettings::default()
    };
    let forum = ForumSettings {
        issuers: vec![IssuerSettings { iss: "i".into(), keys }],
        ..ForumSettings::named("default")
    };
    assert!(crate::auth::Verifier::new(&forum, clock, &fetch).is_ok());
}
