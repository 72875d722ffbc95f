//! Ids in addresses. What is no id is nothing that is here: 404.

use axum::{
    extract::{FromRequestParts, RawPathParams},
    http::request::Parts,
};

use contract::Target;

use crate::http::problem::ApiError;

/// The id of a submission or comment: a UUID in its usual text form.
#[derive(Debug, Clone)]
pub struct RowId(pub String);

/// The id or slug of a thread.
#[derive(Debug, Clone)]
pub struct ThreadName(pub String);

impl<S: Send + Sync> FromRequestParts<S> for RowId {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let text = parameter(parts, state).await?;
        id(&text).map(Self)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for ThreadName {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let text = parameter(parts, state).await?;
        let like_a_name = text.len() <= rules::validate::SLUG_MAX
            && text.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'-'));
        if like_a_name { Ok(Self(text)) } else { Err(ApiError::not_found()) }
    }
}

/// Two ids: of a thing, and of one that belongs to it.
#[derive(Debug, Clone)]
pub struct RowIds(pub String, pub String);

impl<S: Send + Sync> FromRequestParts<S> for RowIds {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let params = RawPathParams::from_request_parts(parts, state)
            .await
            .map_err(|_| ApiError::not_found())?;
        let mut ids = params.iter().map(|(_, value)| value);
        match (ids.next(), ids.next()) {
            (Some(one), Some(other)) => Ok(Self(id(one)?, id(other)?)),
            _ => Err(ApiError::not_found()),
        }
    }
}

/// What a claim is about: `…/{kind}/{id}`.
#[derive(Debug, Clone)]
pub struct TargetPath(pub Target);

impl<S: Send + Sync> FromRequestParts<S> for TargetPath {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let params = RawPathParams::from_request_parts(parts, state).await;
        let params = params.map_err(|_| ApiError::not_found())?;
        let mut values = params.iter().map(|(_, value)| value);
        match (values.next().map(str::parse), values.next()) {
            (Some(Ok(kind)), Some(id)) => Ok(Self(Target { kind, id: id.to_owned() })),
            _ => Err(ApiError::not_found()),
        }
    }
}

/// A UUID in its usual text form.
fn id(text: &str) -> Result<String, ApiError> {
    let form = uuid::Uuid::try_parse(text).map_err(|_| ApiError::not_found())?;
    if form.to_string() == text { Ok(text.to_owned()) } else { Err(ApiError::not_found()) }
}

/// The one parameter that our addresses have.
async fn parameter<S: Send + Sync>(parts: &mut Parts, state: &S) -> Result<String, ApiError> {
    let params =
        RawPathParams::from_request_parts(parts, state).await.map_err(|_| ApiError::not_found())?;
    let first = params.iter().next().map(|(_, value)| value.to_owned());
    first.ok_or_else(ApiError::not_found)
}
