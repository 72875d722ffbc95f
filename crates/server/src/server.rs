//! The router with all layers, and its life from the first request to the
//! last.

use std::sync::Arc;

use axum::{
    Router,
    extract::{Request, State},
    http::Uri,
    middleware::{from_fn, from_fn_with_state},
    response::IntoResponse,
    routing::get,
};
use tokio::net::TcpListener;
use tower::ServiceExt as _;
use tower_http::{catch_panic::CatchPanicLayer, compression::CompressionLayer};

use crate::{
    api,
    app::App,
    auth::gate,
    config::DEFAULT_FORUM,
    connections::{self, Patience},
    embed,
    http::{cors::cors, headers, log, problem::ApiError},
    limit, news, sign_in, widget,
};

/// Everything that the server answers.
pub fn router(app: &App) -> Router {
    let (forum, _) = api::forum_routes(app.demo().is_some()).split_for_parts();
    let (operation, _) = api::operation_routes().split_for_parts();
    let routes = forum
        .route("/unsubscribe", get(news::page).post(news::unsubscribe))
        .route("/sign-in", get(sign_in::page))
        .route("/sign-in/{provider}", get(sign_in::leave))
        .route("/sign-in/{provider}/callback", get(sign_in::come_back))
        .route_layer(from_fn_with_state(app.clone(), gate))
        .merge(operation)
        .route("/embed", get(embed::page))
        .route("/embed/frame.js", get(embed::script))
        .route("/embed/frame.css", get(embed::style))
        .route("/sign-in.js", get(sign_in::script))
        .route("/sign-in.css", get(sign_in::style))
        .route("/unsubscribe.css", get(news::style))
        .fallback(widget::serve)
        .layer(from_fn(log::note_route))
        .with_state(app.clone());
    // Forums are told apart before a route is looked for, so this stands
    // around the router and not in it.
    let inner = Arc::new(routes);
    let outer = Router::new().fallback(move |State(app): State<App>, request: Request| {
        let inner = Arc::clone(&inner);
        async move {
            match enter_forum(&app, request) {
                Ok(request) => Router::clone(&inner).oneshot(request).await.into_response(),
                Err(problem) => problem.into_response(),
            }
        }
    });
    let origins = Arc::new(app.settings().cors.clone());
    outer
        .layer(CompressionLayer::new())
        .layer(from_fn(headers::tag_compressed))
        .layer(CatchPanicLayer::custom(headers::panicked))
        .layer(from_fn(headers::complete))
        .layer(from_fn_with_state(origins, cors))
        .layer(from_fn_with_state(app.clone(), log::log))
        .with_state(app.clone())
}

/// Finds the forum of an address and takes `/f/{slug}` off it.
///
/// Errors: 404 for a forum that is not here.
fn enter_forum(app: &App, mut request: Request) -> Result<Request, ApiError> {
    let within = request.uri().path().strip_prefix("/f/").and_then(|rest| rest.split_once('/'));
    let room = match within {
        None => app.room(DEFAULT_FORUM),
        Some((slug, _)) => app.room(slug),
    };
    let room = Arc::clone(room.ok_or_else(ApiError::not_found)?);
    if let Some((_, path)) = within {
        let query = request.uri().query().map_or_else(String::new, |query| format!("?{query}"));
        let inside = ["v1/", "sign-in/"].iter().any(|start| path.starts_with(start))
            || ["embed", "sign-in", "unsubscribe"].contains(&path);
        let uri: Uri = format!("/{path}{query}").parse().map_err(|_| ApiError::not_found())?;
        if !inside {
            return Err(ApiError::not_found());
        }
        *request.uri_mut() = uri;
    }
    request.extensions_mut().insert(room);
    Ok(request)
}

/// Answers requests until `end`, then lets those that run come to theirs, at
/// most as long as the settings say, and closes the database.
///
/// # Errors
/// Where the socket or the database fails.
pub async fn run(
    app: App,
    listener: TcpListener,
    end: impl Future<Output = ()> + Send + 'static,
) -> anyhow::Result<()> {
    let (ended, has_ended) = tokio::sync::watch::channel(false);
    let closing = app.clone();
    let signal = async move {
        end.await;
        tracing::info!("ending: no new connections, those that run may end");
        closing.begin_closing();
        let _ = ended.send(true);
    };
    let serving = connections::serve(listener, router(&app), Patience::default(), has_ended);
    let most = app.settings().shutdown;
    let too_late = async {
        signal.await;
        tokio::time::sleep(most).await;
    };
    tokio::select! {
        () = serving => {}
        () = too_late => tracing::warn!("some requests did not end in time"),
    }
    if let Err(error) = limit::flush(&app).await {
        tracing::warn!(%error, "limits of pace were not saved");
    }
    app.storage().close().await?;
    tracing::info!("ended");
    Ok(())
}
