//! Signing in with a provider: `OpenID` Connect, the authorization code flow
//! with PKCE, nonce and state (`openidconnect`).

use std::{
    sync::Arc,
    time::{Duration, UNIX_EPOCH},
};

use anyhow::Context as _;
use contract::SignInProvider;
use openidconnect::{
    AccessTokenHash, AsyncHttpClient, AuthenticationFlow, AuthorizationCode, ClientId,
    ClientSecret, CsrfToken, IssuerUrl, Nonce, OAuth2TokenResponse as _, PkceCodeChallenge,
    PkceCodeVerifier, RedirectUrl, Scope, TokenResponse as _,
    core::{
        CoreClient, CoreIdTokenClaims, CoreJwsSigningAlgorithm, CoreProviderMetadata,
        CoreResponseType, CoreTokenResponse, CoreUserInfoClaims,
    },
    http,
};
use serde::{Deserialize, Serialize};
use tokio::sync::Mutex;

use crate::{auth::Fetch, config::ProviderSettings};

/// For how long what a provider says of itself is believed, ms.
const DISCOVERY_MS: i64 = 3_600_000;
/// After an unknown key it is asked again, at most once in so long, ms.
const PAUSE_MS: i64 = 60_000;
/// How far clocks may be apart, s.
const SKEW_S: i64 = 60;
/// How old a provider's token may be when it comes, s.
const AGE_S: i64 = 600;

/// Signatures that are taken: those with a public key.
const ALGORITHMS: [CoreJwsSigningAlgorithm; 9] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha384,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha512,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::RsaSsaPssSha384,
    CoreJwsSigningAlgorithm::RsaSsaPssSha512,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EcdsaP384Sha384,
    CoreJwsSigningAlgorithm::EdDsa,
];

/// A provider, and what it said of itself.
pub struct Provider {
    /// Stable id and names.
    pub shown: SignInProvider,
    issuer: IssuerUrl,
    client_id: ClientId,
    secret: Option<ClientSecret>,
    scopes: Vec<Scope>,
    redirect: RedirectUrl,
    web: Arc<dyn Fetch>,
    known: Mutex<Option<(CoreProviderMetadata, i64)>>,
}

impl std::fmt::Debug for Provider {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Provider").field("id", &self.shown.id).finish_non_exhaustive()
    }
}

/// What a sign-in must be remembered by until it comes back.
#[derive(Debug)]
pub struct Begun {
    /// Where the person goes.
    pub url: String,
    /// The nonce of the provider's token.
    pub nonce: String,
    /// The verifier of PKCE.
    pub pkce: String,
}

/// Who it is, as the provider says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Vouched {
    /// The issuer, under the server's own name for it.
    pub issuer: String,
    /// Their name with the issuer.
    pub subject: String,
    /// Shown name.
    pub name: Option<String>,
    /// Their address, where the provider knows that it is theirs.
    pub email: Option<String>,
}

/// A request to a provider that failed.
#[derive(Debug, thiserror::Error)]
#[error("{0:#}")]
pub struct WebError(anyhow::Error);

impl Provider {
    /// The provider of these settings. `base` is the forum's address.
    ///
    /// # Errors
    /// Where an address is none or the secret cannot be read.
    pub fn new(
        settings: &ProviderSettings,
        base: &str,
        web: &Arc<dyn Fetch>,
    ) -> anyhow::Result<Self> {
        let id = &settings.id;
        let scopes = settings.scopes.clone();
        // `openid` is always asked for.
        let scopes = scopes.unwrap_or_else(|| vec!["profile".into(), "email".into()]);
        Ok(Self {
            shown: SignInProvider { id: id.clone(), name: settings.name.clone() },
            issuer: IssuerUrl::new(settings.issuer.clone())?,
            client_id: ClientId::new(settings.client_id.clone()),
            secret: settings.secret()?.map(ClientSecret::new),
            scopes: scopes.into_iter().filter(|one| one != "openid").map(Scope::new).collect(),
            redirect: RedirectUrl::new(format!("{base}/sign-in/{id}/callback"))?,
            web: Arc::clone(web),
            known: Mutex::default(),
        })
    }

    /// Whether this is the issuer that a way back names (RFC 9207).
    #[must_use]
    pub fn is_issuer(&self, named: &str) -> bool {
        self.issuer.as_str() == named
    }

    /// Begins a sign-in; `state`, `nonce` and `pkce` are new secrets.
    ///
    /// # Errors
    /// Where the provider cannot be reached.
    pub async fn begin(
        &self,
        state: String,
        nonce: String,
        pkce: String,
        now: i64,
    ) -> anyhow::Result<Begun> {
        let metadata = self.metadata(now, DISCOVERY_MS).await?;
        let verifier = PkceCodeVerifier::new(pkce.clone());
        let client = CoreClient::from_provider_metadata(
            metadata,
            self.client_id.clone(),
            self.secret.clone(),
        )
        .set_redirect_uri(self.redirect.clone());
        let asked = Nonce::new(nonce.clone());
        let (url, _, _) = client
            .authorize_url(
                AuthenticationFlow::<CoreResponseType>::AuthorizationCode,
                || CsrfToken::new(state),
                || asked,
            )
            .add_scopes(self.scopes.iter().cloned())
            .set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(&verifier))
            .url();
        Ok(Begun { url: url.into(), nonce, pkce })
    }

    /// Asks the provider who came back with this code.
    ///
    /// # Errors
    /// Where the provider cannot be reached or says what does not hold.
    pub async fn identify(
        &self,
        code: String,
        nonce: String,
        pkce: String,
        now: i64,
    ) -> anyhow::Result<Vouched> {
        let nonce = Nonce::new(nonce);
        let metadata = self.metadata(now, DISCOVERY_MS).await?;
        let client = CoreClient::from_provider_metadata(
            metadata,
            self.client_id.clone(),
            self.secret.clone(),
        )
        .set_redirect_uri(self.redirect.clone());
        let web = self.web();
        let tokens = client
            .exchange_code(AuthorizationCode::new(code))?
            .set_pkce_verifier(PkceCodeVerifier::new(pkce))
            .request_async(&web)
            .await
            .context("the code was not taken")?;
        let claims = match self.claims(&tokens, &nonce, now).await {
            Ok(claims) => claims,
            // A key may be newer than what we know.
            Err(_) if self.forget(now).await => self.claims(&tokens, &nonce, now).await?,
            Err(error) => return Err(error),
        };
        let subject = claims.subject().clone();
        let mut vouched = Vouched {
            issuer: format!("urn:open-forum:oidc:{}", self.issuer.as_str()),
            subject: subject.to_string(),
            name: claims.name().and_then(|names| names.get(None)).map(|name| name.to_string()),
            email: claims
                .email()
                .filter(|_| claims.email_verified() == Some(true))
                .map(|email| email.to_string()),
        };
        // Some providers tell the rest only where it is asked for.
        if vouched.name.is_none()
            && let Ok(request) = client.user_info(tokens.access_token().clone(), Some(subject))
        {
            let more: CoreUserInfoClaims =
                request.request_async(&web).await.context("the user info")?;
            vouched.name = more
                .name()
                .and_then(|names| names.get(None))
                .map(|name| name.to_string())
                .or_else(|| more.preferred_username().map(|name| name.to_string()));
            vouched.email = vouched.email.or_else(|| {
                more.email()
                    .filter(|_| more.email_verified() == Some(true))
                    .map(|email| email.to_string())
            });
        }
        Ok(vouched)
    }

    /// The claims of the provider's token, all held against what was asked.
    async fn claims(
        &self,
        tokens: &CoreTokenResponse,
        nonce: &Nonce,
        now: i64,
    ) -> anyhow::Result<CoreIdTokenClaims> {
        let metadata = self.metadata(now, DISCOVERY_MS).await?;
        let client = CoreClient::from_provider_metadata(
            metadata,
            self.client_id.clone(),
            self.secret.clone(),
        );
        let now_s = now / 1000;
        let early = Duration::from_secs(u64::try_from(now_s - SKEW_S).unwrap_or(0));
        let verifier = client
            .id_token_verifier()
            .set_allowed_algs(ALGORITHMS)
            .set_time_fn(move || (UNIX_EPOCH + early).into())
            .set_issue_time_verifier_fn(move |at| {
                let at = at.timestamp();
                let holds = (now_s - AGE_S - SKEW_S..=now_s + SKEW_S).contains(&at);
                if holds { Ok(()) } else { Err("issued at another time".to_owned()) }
            });
        let token = tokens.id_token().context("there is no ID token")?;
        let claims = token.claims(&verifier, nonce).context("the ID token does not hold")?;
        if let Some(expected) = claims.access_token_hash() {
            let actual = AccessTokenHash::from_token(
                tokens.access_token(),
                token.signing_alg()?,
                token.signing_key(&verifier)?,
            )?;
            anyhow::ensure!(actual == *expected, "the access token is another one");
        }
        Ok(claims.clone())
    }

    /// What the provider says of itself, at most so old.
    async fn metadata(&self, now: i64, age: i64) -> anyhow::Result<CoreProviderMetadata> {
        // One asks, the others wait for its answer.
        let mut known = self.known.lock().await;
        if let Some((metadata, at)) = known.as_ref()
            && now - at < age
        {
            return Ok(metadata.clone());
        }
        let web = self.web();
        let metadata = CoreProviderMetadata::discover_async(self.issuer.clone(), &web)
            .await
            .context("the provider's discovery document")?;
        *known = Some((metadata.clone(), now));
        Ok(metadata)
    }

    /// Forgets what the provider said of itself, unless that is fresh.
    async fn forget(&self, now: i64) -> bool {
        let mut known = self.known.lock().await;
        let old = known.as_ref().is_some_and(|(_, at)| now - at >= PAUSE_MS);
        if old {
            *known = None;
        }
        old
    }

    fn web(&self) -> Web {
        Web(Arc::clone(&self.web))
    }
}

/// The server's HTTP client, as `openidconnect` wants one.
struct Web(Arc<dyn Fetch>);

impl<'c> AsyncHttpClient<'c> for Web {
    type Error = WebError;
    type Future = std::pin::Pin<
        Box<dyn Future<Output = Result<http::Response<Vec<u8>>, WebError>> + Send + 'c>,
    >;

    fn call(&'c self, request: http::Request<Vec<u8>>) -> Self::Future {
        Box::pin(async move { self.0.exchange(request).await.map_err(WebError) })
    }
}
