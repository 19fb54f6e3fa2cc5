//! What the words of a failed import mean.

/// Words by which it is known that a GPU or its driver is missing.
const GPU: &[&str] = &[
    "libcuda.so",
    "libnvidia-ml.so",
    "libnvcuvid.so",
    "libnvidia-encode.so",
    "NVIDIA driver",
    "CUDA driver",
    "no CUDA-capable device",
    "No CUDA GPUs are available",
    "CUDA_ERROR_NO_DEVICE",
    "cudaErrorNoDevice",
    "cudaErrorInsufficientDriver",
    "NVMLError",
    "hipErrorNoDevice",
    "No GPU",
];
/// What a package says that looks for a library or a program in its own way, and those that it means.
const OWN_WORDS: &[(&str, &[&str])] = &[
    ("Bad git executable", &["git"]),
    ("failed to find libmagic", &["libmagic.so.1"]),
    ("zbar shared library", &["libzbar.so.0"]),
    ("PortAudio library not found", &["libportaudio.so.2"]),
    ("sndfile library not found", &["libsndfile.so.1"]),
    ("libgobject-2.0-0", &["libgobject-2.0.so.0", "libpango-1.0.so.0", "libpangoft2-1.0.so.0", "libharfbuzz.so.0"]),
    ("libpango-1.0-0", &["libpango-1.0.so.0", "libpangoft2-1.0.so.0", "libharfbuzz.so.0"]),
];
/// Beginnings of the names of libraries that a package has code for and that nobody has to have: those of GPUs, and of
/// clusters.
const OPTIONAL: &[&str] = &[
    "libcuda",
    "libcud",
    "libcublas",
    "libcufft",
    "libcufile",
    "libcurand",
    "libcusolver",
    "libcusparse",
    "libnccl",
    "libnv",
    "libtensorrt",
    "libhip",
    "libhsa",
    "libamd",
    "libroc",
    "libmiopen",
    "librccl",
    "libOpenCL",
    "libze_loader",
    "libsycl",
    "libtbb",
    "libmpi",
    "libpmi",
    "libibverbs",
    "librdmacm",
    "libmlx",
    "libucp",
    "libucs",
    "libuct",
    "libucm",
    "libpython",
    "libjvm",
    "libR.so",
];

/// Whether the words say that there is no GPU, or no driver of one.
pub fn is_about_gpu(words: &str) -> bool {
    GPU.iter().any(|known| words.contains(known))
}

/// Whether a library is one that a package can do without.
pub fn is_optional(library: &str) -> bool {
    OPTIONAL.iter().any(|known| library.starts_with(known))
}

/// The libraries that could not be loaded and the programs that were not found, by the words of the loader or of the
/// package.
pub fn missing_libraries(words: &str) -> Vec<String> {
    if let Some((_, libraries)) = OWN_WORDS.iter().find(|(known, _)| words.contains(known)) {
        return libraries.iter().map(|library| (*library).to_owned()).collect();
    }
    let of_glibc = words.split(": cannot open shared object file").next().filter(|before| before.len() < words.len());
    let of_musl = words.split("Error loading shared library ").nth(1).and_then(|after| after.split(": ").next());
    let name = of_glibc.and_then(|before| before.rsplit([' ', '\n', '\'', '"', '(', ':']).next()).or(of_musl);
    // A path was asked for by somebody who knows it; the loader looks for names.
    name.filter(|name| is_library(name)).map(str::to_owned).into_iter().collect()
}

fn is_library(name: &str) -> bool {
    let letters = |letter: char| letter.is_ascii_alphanumeric() || "._+-".contains(letter);
    name.contains(".so") && name.len() < 200 && name.chars().all(letters)
}

/// The version of the C library that is wanted (`GLIBC_2.38`, `GLIBCXX_3.4.32`), by the words of the loader.
pub fn wanted_version(words: &str) -> Option<&str> {
    let (_, after) = words.split_once("version `")?;
    let (version, rest) = after.split_once('\'')?;
    let known = ["GLIBC_", "GLIBCXX_", "CXXABI_"].iter().any(|known| version.starts_with(known));
    (known && rest.trim_start().starts_with("not found")).then_some(version)
}

/// Whether a top-level module comes with setuptools, on which packages count without saying so.
pub fn is_of_setuptools(module: &str) -> bool {
    matches!(module, "pkg_resources" | "distutils" | "setuptools")
}

/// What helps against a failure with these words.
pub fn help(words: &str, missing: Option<&str>) -> Option<String> {
    let needed = missing.map(|missing| missing.split('.').next().unwrap_or(missing));
    Some(match needed {
        Some(module) if is_of_setuptools(module) => {
            "The package counts on setuptools, which Python no longer brings: add setuptools<81 to the pip packages, or \
             take a newer version of the package"
                .to_owned()
        }
        Some("tkinter" | "_tkinter") => {
            "Python of the base image has no tkinter: install it in the Docker steps (on Debian and Ubuntu: python3-tk)"
                .to_owned()
        }
        Some(module) if words.starts_with("ModuleNotFoundError") => {
            format!("Add the package that has the module {module} to the packages")
        }
        _ if words.contains("numpy.core.multiarray failed to import") || words.contains("compiled using NumPy 1.x") => {
            "The package was built for NumPy 1: add numpy<2, or take a newer version of the package".to_owned()
        }
        _ if words.contains("DISPLAY") => "The package needs a screen, which a container does not have".to_owned(),
        _ => return None,
    })
}

/// The name of a signal that ends a process, as people know it.
pub fn signal(number: i32) -> String {
    match number {
        4 => "signal 4 (illegal instruction: the package is for a newer processor)".to_owned(),
        6 => "signal 6 (it gave up)".to_owned(),
        9 => "signal 9 (killed, probably because the memory was used up)".to_owned(),
        11 => "signal 11 (it crashed)".to_owned(),
        number => format!("signal {number}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_library_is_found_in_what_loaders_and_packages_say() {
        for (words, library) in [
            ("ImportError: libGL.so.1: cannot open shared object file: No such file or directory", "libGL.so.1"),
            ("Original error was: libstdc++.so.6: cannot open shared object file: No such file", "libstdc++.so.6"),
            (
                "OSError: cannot load library 'libcairo.so.2': libcairo.so.2: cannot open shared object file",
                "libcairo.so.2",
            ),
            (
                "Error loading shared library libgomp.so.1: No such file or directory (needed by /opt/env/x.so)",
                "libgomp.so.1",
            ),
            ("ImportError: failed to find libmagic.  Check your installation", "libmagic.so.1"),
            ("ImportError: Failed to initialize: Bad git executable.", "git"),
        ] {
            assert_eq!(missing_libraries(words), [library], "{words}");
        }
        for words in
            ["/opt/x/liba.so: cannot open shared object file", "no words", "x y: cannot open shared object file"]
        {
            assert!(missing_libraries(words).is_empty(), "{words}");
        }
    }

    #[test]
    fn a_missing_driver_is_told_from_a_missing_library() {
        assert!(is_about_gpu("ImportError: libcuda.so.1: cannot open shared object file"));
        assert!(!is_about_gpu("ImportError: libcudart.so.12: cannot open shared object file"));
        assert!(is_optional("libcudart.so.12") && !is_optional("libGL.so.1"));
    }

    #[test]
    fn a_version_that_is_too_new_is_named() {
        let words = "ImportError: /lib/libc.so.6: version `GLIBC_2.38' not found (required by /opt/env/x.so)";
        assert_eq!(wanted_version(words), Some("GLIBC_2.38"));
        assert_eq!(wanted_version("version `X_1' not found"), None);
    }
}
