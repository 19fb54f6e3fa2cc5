//! Every curated environment is built by the real server and does a minimal real task of its framework in a run. The large ones
//! are tested with `TERRARIUM_THOROUGH=1`.

mod site;
mod spark;

use api::{EnvironmentList, path};
use harness::Outcome;
use site::Site;

/// A curated environment, and the output of its script.
struct Curated {
    name: &'static str,
    prints: &'static [&'static str],
}

const SMALL: [Curated; 8] = [
    Curated { name: "minimal", prints: &["people: {'Basel': 178, 'Bern': 136}", "Python 3.11 with OpenSSL"] },
    Curated { name: "scikit-learn", prints: &["accuracy above 0.9 on 38 rows", "chart: PNG"] },
    Curated {
        name: "gradient-boosting",
        prints: &["XGBClassifier: accuracy above 0.9 on 143 rows", "LGBMClassifier: accuracy above 0.9 on 143 rows"],
    },
    Curated { name: "statistics", prints: &["means of ['a', 'b'], p below 0.01, slope 2.0", "chart: PNG"] },
    Curated {
        name: "data-engineering",
        prints: &["SQL over Parquet: [('Basel', 178), ('Bern', 136)]", "largest: ['Basel'] total: 314"],
    },
    Curated { name: "notebooks", prints: &["notebook: np.int64(45) and a chart", "page: True", "JupyterLab 4"] },
    Curated { name: "pyspark", prints: &["Spark 3.5.9 on Java 17", "groups: [0, 1, 2] squares: 328350"] },
    Curated { name: "user-managed", prints: &["environment: /opt/environment", "filled by: pip"] },
];

/// Gigabytes of GPU libraries. The one for the CPU is smaller, but needs a base image of another Debian release.
const LARGE: [Curated; 4] = [
    Curated { name: "pytorch-cpu", prints: &["CUDA False", "loss below 0.05 after 200 steps"] },
    Curated { name: "tensorflow", prints: &["1 CPU device", "loss below 0.2 after 40 epochs, predictions (2, 1)"] },
    Curated { name: "pytorch", prints: &["one training step, loss", "weights moved"] },
    Curated { name: "hugging-face", prints: &["loss fell in 10 training steps, 7 tokens generated"] },
];

#[tokio::test(flavor = "multi_thread")]
async fn small_curated_environments_do_their_work() -> Outcome<()> {
    let site = Site::start()?;
    let list: EnvironmentList = site.workspace.get(&format!("{}?filter=curated", path::ENVIRONMENTS)).await?;
    for environment in &list.items {
        let is_tried = SMALL.iter().chain(&LARGE).any(|curated| curated.name == environment.name);
        assert!(is_tried, "the curated environment {} has no work here", environment.name);
    }
    let mut failed = Vec::new();
    for curated in &SMALL {
        // The others are tested all the same.
        failed.extend(tried(&site, curated).await.err().map(|reason| format!("{}: {reason}", curated.name)));
    }
    assert!(failed.is_empty(), "{}", failed.join("\n\n"));
    spark::packages_reach_a_run(&site).await?;
    assert!(site.terrarium.stop()?, "the server shuts down cleanly");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn large_curated_environments_do_their_work() -> Outcome<()> {
    if std::env::var_os("TERRARIUM_THOROUGH").is_some() {
        for curated in &LARGE {
            // A workspace for each, so that the disk need not hold all of them.
            let site = Site::start()?;
            tried(&site, curated).await.map_err(|reason| format!("{}: {reason}", curated.name))?;
            assert!(site.terrarium.stop()?, "the server shuts down cleanly");
        }
        return Ok(());
    }
    let names: Vec<_> = LARGE.iter().map(|curated| curated.name).collect();
    skip::even_in_ci(&format!("{} take long; TERRARIUM_THOROUGH=1 tries them", names.join(", ")));
    Ok(())
}

/// Builds an environment and runs its script.
async fn tried(site: &Site, curated: &Curated) -> Outcome<()> {
    let name = curated.name;
    let built = site.built(name).await?;
    let (printed, seconds) = site.runs(name, &["python", &format!("work-{name}.py")]).await?;
    for words in curated.prints {
        if !printed.contains(words) {
            return Err(format!("{words:?} is not in what the work printed:\n{printed}").into());
        }
    }
    site::print(&format!("{name}: {built}, its work took {seconds:.1} s"));
    Ok(())
}
