//! `serve`.

use std::sync::Arc;

use anyhow::Context as _;
use tracing_subscriber::EnvFilter;

use crate::{
    app::{App, Outside},
    auth,
    cli::Usage,
    config::{ServeOptions, Settings},
    limit, live,
    mail::{self, Smtp},
    news, server,
    sources::Sources,
};

/// Runs the server until SIGTERM or SIGINT.
pub fn run(options: ServeOptions) -> anyhow::Result<()> {
    let secret = std::env::var("OPEN_FORUM_TOKEN_SECRET").ok();
    let settings = Settings::new(options, secret)?;
    start_log(&settings.log)?;
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .context("cannot start")?
        .block_on(serve(settings))
}

async fn serve(mut settings: Settings) -> anyhow::Result<()> {
    let sources = Sources::system();
    let end = ended()?;
    let storage = settings
        .database
        .open()
        .with_context(|| format!("cannot open the database {}", settings.database))?;
    let demo_secret = if settings.demo {
        let path = settings.database.demo_secret_path();
        Some(auth::demo_secret(&path, sources.random.as_ref())?)
    } else {
        None
    };
    if !settings.widget_dir.join("open-forum.js").is_file() {
        let folder = settings.widget_dir.display();
        tracing::warn!(
            "the widget is not built: there is no open-forum.js in {folder}; run `cargo xtask build` or name its folder with --widget-dir"
        );
    }
    let address = settings.listen;
    let listener = tokio::net::TcpListener::bind(address)
        .await
        .with_context(|| format!("cannot listen on {address}"))?;
    let address = listener.local_addr().context("the address that is listened on")?;
    settings.public_url.get_or_insert_with(|| format!("http://{address}"));
    let mut outside = Outside::default();
    if let Some(mail) = &settings.mail {
        outside.mailer = Some(Arc::new(Smtp::new(mail)?));
    }
    let app = App::start(settings, storage, sources, outside, demo_secret).await?;
    tokio::spawn(sweep(app.clone()));
    tokio::spawn(limit::keep(app.clone()));
    let changes = app.storage().changes().context("cannot follow the database")?;
    tokio::spawn(live::run(app.clone(), changes));
    tokio::spawn(news::run(app.clone()));
    tokio::spawn(mail::run(app.clone()));
    // For people and for tests that asked for any port.
    println!("Listening on http://{address}");
    tracing::info!(%address, demo = app.demo().is_some(), "listening");
    server::run(app, listener, end).await
}

/// JSON lines on standard error.
fn start_log(filter: &str) -> anyhow::Result<()> {
    let wrong = |_| Usage(format!("{filter:?} is not a filter of the log such as info"));
    let filter = EnvFilter::try_new(filter).map_err(wrong)?;
    tracing_subscriber::fmt()
        .json()
        .flatten_event(true)
        .with_current_span(true)
        .with_span_list(false)
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .init();
    Ok(())
}

/// Forgets what is older than it is kept (keys of creations, deeds and the
/// keys of their addresses, what has ended of signing in), once an hour.
async fn sweep(app: App) {
    let mut every = tokio::time::interval(std::time::Duration::from_hours(1));
    loop {
        every.tick().await;
        if app.is_closing() {
            return;
        }
        if let Err(error) = app.storage().sweep(app.now()).await {
            tracing::warn!(%error, "what is old was not forgotten");
        }
        if let Err(error) = app.storage().forget_ended(app.now()).await {
            tracing::warn!(%error, "old sessions and codes were not forgotten");
        }
    }
}

/// Listens for SIGTERM and SIGINT from now on; the answer comes to its end
/// with the first of them.
#[cfg(unix)]
fn ended() -> anyhow::Result<impl Future<Output = ()> + Send + 'static> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate()).context("cannot listen for SIGTERM")?;
    let mut interrupt = signal(SignalKind::interrupt()).context("cannot listen for SIGINT")?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => (),
            _ = interrupt.recv() => (),
        }
    })
}

/// Comes to its end with Ctrl-C.
#[cfg(not(unix))]
fn ended() -> anyhow::Result<impl Future<Output = ()> + Send + 'static> {
    Ok(async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    })
}
