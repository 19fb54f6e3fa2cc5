//! Which package of Debian and Ubuntu brings a library or a program. Looked up in the lists of files of Debian 12 and 13.

/// The library as native code asks for it or the name of the program, and the package.
const PACKAGES: &[(&str, &str)] = &[
    // Programs.
    ("git", "git"),
    // The languages' own libraries.
    ("libstdc++.so.6", "libstdc++6"),
    ("libgcc_s.so.1", "libgcc-s1"),
    ("libgomp.so.1", "libgomp1"),
    ("libgfortran.so.5", "libgfortran5"),
    ("libquadmath.so.0", "libquadmath0"),
    ("libatomic.so.1", "libatomic1"),
    ("libcrypt.so.1", "libcrypt1"),
    ("libffi.so.8", "libffi8"),
    ("libz.so.1", "zlib1g"),
    ("libbz2.so.1.0", "libbz2-1.0"),
    ("liblzma.so.5", "liblzma5"),
    ("libzstd.so.1", "libzstd1"),
    ("liblz4.so.1", "liblz4-1"),
    ("libsnappy.so.1", "libsnappy1v5"),
    ("libexpat.so.1", "libexpat1"),
    ("libuuid.so.1", "libuuid1"),
    ("libreadline.so.8", "libreadline8"),
    ("libncursesw.so.6", "libncursesw6"),
    ("libtinfo.so.6", "libtinfo6"),
    ("libltdl.so.7", "libltdl7"),
    ("libunwind.so.8", "libunwind8"),
    ("libnuma.so.1", "libnuma1"),
    ("libsystemd.so.0", "libsystemd0"),
    ("libudev.so.1", "libudev1"),
    ("libdbus-1.so.3", "libdbus-1-3"),
    ("libsqlite3.so.0", "libsqlite3-0"),
    ("libssl.so.3", "libssl3"),
    ("libcrypto.so.3", "libssl3"),
    ("libcurl.so.4", "libcurl4"),
    ("libsasl2.so.2", "libsasl2-2"),
    ("libgssapi_krb5.so.2", "libgssapi-krb5-2"),
    ("libkrb5.so.3", "libkrb5-3"),
    ("libsodium.so.23", "libsodium23"),
    ("libarchive.so.13", "libarchive13"),
    ("libxslt.so.1", "libxslt1.1"),
    ("libmagic.so.1", "libmagic1"),
    ("libpcap.so.0.8", "libpcap0.8"),
    ("libzmq.so.5", "libzmq5"),
    ("librdkafka.so.1", "librdkafka1"),
    ("libsecret-1.so.0", "libsecret-1-0"),
    ("libenchant-2.so.2", "libenchant-2-2"),
    // Screens and pictures.
    ("libGL.so.1", "libgl1"),
    ("libGLU.so.1", "libglu1-mesa"),
    ("libEGL.so.1", "libegl1"),
    ("libGLESv2.so.2", "libgles2"),
    ("libOpenGL.so.0", "libopengl0"),
    ("libOSMesa.so.8", "libosmesa6"),
    ("libgbm.so.1", "libgbm1"),
    ("libdrm.so.2", "libdrm2"),
    ("libvulkan.so.1", "libvulkan1"),
    ("libOpenCL.so.1", "ocl-icd-libopencl1"),
    ("libglib-2.0.so.0", "libglib2.0-0"),
    ("libgthread-2.0.so.0", "libglib2.0-0"),
    ("libgobject-2.0.so.0", "libglib2.0-0"),
    ("libgio-2.0.so.0", "libglib2.0-0"),
    ("libgmodule-2.0.so.0", "libglib2.0-0"),
    ("libgirepository-1.0.so.1", "libgirepository-1.0-1"),
    ("libSM.so.6", "libsm6"),
    ("libICE.so.6", "libice6"),
    ("libX11.so.6", "libx11-6"),
    ("libX11-xcb.so.1", "libx11-xcb1"),
    ("libXext.so.6", "libxext6"),
    ("libXrender.so.1", "libxrender1"),
    ("libXi.so.6", "libxi6"),
    ("libXtst.so.6", "libxtst6"),
    ("libXrandr.so.2", "libxrandr2"),
    ("libXcursor.so.1", "libxcursor1"),
    ("libXcomposite.so.1", "libxcomposite1"),
    ("libXdamage.so.1", "libxdamage1"),
    ("libXfixes.so.3", "libxfixes3"),
    ("libXinerama.so.1", "libxinerama1"),
    ("libXft.so.2", "libxft2"),
    ("libXss.so.1", "libxss1"),
    ("libXt.so.6", "libxt6"),
    ("libXmu.so.6", "libxmu6"),
    ("libXpm.so.4", "libxpm4"),
    ("libxcb.so.1", "libxcb1"),
    ("libxcb-cursor.so.0", "libxcb-cursor0"),
    ("libxcb-glx.so.0", "libxcb-glx0"),
    ("libxcb-icccm.so.4", "libxcb-icccm4"),
    ("libxcb-image.so.0", "libxcb-image0"),
    ("libxcb-keysyms.so.1", "libxcb-keysyms1"),
    ("libxcb-randr.so.0", "libxcb-randr0"),
    ("libxcb-render-util.so.0", "libxcb-render-util0"),
    ("libxcb-render.so.0", "libxcb-render0"),
    ("libxcb-shape.so.0", "libxcb-shape0"),
    ("libxcb-shm.so.0", "libxcb-shm0"),
    ("libxcb-sync.so.1", "libxcb-sync1"),
    ("libxcb-util.so.1", "libxcb-util1"),
    ("libxcb-xfixes.so.0", "libxcb-xfixes0"),
    ("libxcb-xinerama.so.0", "libxcb-xinerama0"),
    ("libxcb-xkb.so.1", "libxcb-xkb1"),
    ("libxkbcommon.so.0", "libxkbcommon0"),
    ("libxkbcommon-x11.so.0", "libxkbcommon-x11-0"),
    ("libxkbfile.so.1", "libxkbfile1"),
    ("libwayland-client.so.0", "libwayland-client0"),
    ("libwayland-cursor.so.0", "libwayland-cursor0"),
    ("libwayland-egl.so.1", "libwayland-egl1"),
    ("libwayland-server.so.0", "libwayland-server0"),
    ("libfontconfig.so.1", "libfontconfig1"),
    ("libfreetype.so.6", "libfreetype6"),
    ("libharfbuzz.so.0", "libharfbuzz0b"),
    ("libcairo.so.2", "libcairo2"),
    ("libpango-1.0.so.0", "libpango-1.0-0"),
    ("libpangocairo-1.0.so.0", "libpangocairo-1.0-0"),
    ("libpangoft2-1.0.so.0", "libpangoft2-1.0-0"),
    ("libgdk_pixbuf-2.0.so.0", "libgdk-pixbuf-2.0-0"),
    ("libgtk-3.so.0", "libgtk-3-0"),
    ("libgdk-3.so.0", "libgtk-3-0"),
    ("libatk-1.0.so.0", "libatk1.0-0"),
    ("libatk-bridge-2.0.so.0", "libatk-bridge2.0-0"),
    ("libatspi.so.0", "libatspi2.0-0"),
    ("libcups.so.2", "libcups2"),
    ("libnss3.so", "libnss3"),
    ("libnssutil3.so", "libnss3"),
    ("libsmime3.so", "libnss3"),
    ("libnspr4.so", "libnspr4"),
    ("libSDL2-2.0.so.0", "libsdl2-2.0-0"),
    ("libtk8.6.so", "libtk8.6"),
    ("libtcl8.6.so", "libtcl8.6"),
    ("libjpeg.so.62", "libjpeg62-turbo"),
    ("libpng16.so.16", "libpng16-16"),
    ("libtiff.so.6", "libtiff6"),
    ("libwebp.so.7", "libwebp7"),
    ("libopenjp2.so.7", "libopenjp2-7"),
    ("libvips.so.42", "libvips42"),
    ("libzbar.so.0", "libzbar0"),
    ("libtesseract.so.5", "libtesseract5"),
    ("libcgraph.so.6", "libcgraph6"),
    ("libgvc.so.6", "libgvc6"),
    ("libcdt.so.5", "libcdt5"),
    // Sound and devices.
    ("libasound.so.2", "libasound2"),
    ("libpulse.so.0", "libpulse0"),
    ("libpulse-mainloop-glib.so.0", "libpulse-mainloop-glib0"),
    ("libportaudio.so.2", "libportaudio2"),
    ("libsndfile.so.1", "libsndfile1"),
    ("libsamplerate.so.0", "libsamplerate0"),
    ("libsox.so.3", "libsox3"),
    ("libmp3lame.so.0", "libmp3lame0"),
    ("libgstreamer-1.0.so.0", "libgstreamer1.0-0"),
    ("libusb-1.0.so.0", "libusb-1.0-0"),
    ("libusb-0.1.so.4", "libusb-0.1-4"),
    // Databases.
    ("libpq.so.5", "libpq5"),
    ("libmariadb.so.3", "libmariadb3"),
    ("libodbc.so.2", "libodbc2"),
    ("libodbcinst.so.2", "libodbcinst2"),
    ("libsybdb.so.5", "libsybdb5"),
    // Numbers and maps.
    ("libopenblas.so.0", "libopenblas0"),
    ("libblas.so.3", "libblas3"),
    ("liblapack.so.3", "liblapack3"),
    ("libfftw3.so.3", "libfftw3-double3"),
    ("libfftw3f.so.3", "libfftw3-single3"),
    ("libgmp.so.10", "libgmp10"),
    ("libmpfr.so.6", "libmpfr6"),
    ("libtbb.so.12", "libtbb12"),
    ("libgsl.so.27", "libgsl27"),
    ("libgsl.so.28", "libgsl28"),
    ("libproj.so.25", "libproj25"),
    ("libgdal.so.32", "libgdal32"),
    ("libgdal.so.36", "libgdal36"),
    ("libspatialindex.so.6", "libspatialindex6"),
    ("libspatialindex.so.8", "libspatialindex8"),
    ("libhdf5_serial.so.103", "libhdf5-103-1"),
    ("libhdf5_serial.so.310", "libhdf5-310"),
    ("libnetcdf.so.19", "libnetcdf19"),
    ("libnetcdf.so.22", "libnetcdf22"),
];
/// Packages that have another name since times have 64 bits everywhere.
const RENAMED: &[&str] = &[
    "libarchive13",
    "libasound2",
    "libatk-bridge2.0-0",
    "libatk1.0-0",
    "libatspi2.0-0",
    "libcups2",
    "libcurl4",
    "libglib2.0-0",
    "libgtk-3-0",
    "libmagic1",
    "libpcap0.8",
    "libpng16-16",
    "libreadline8",
    "libssl3",
    "libvips42",
    "libxt6",
    "libzbar0",
];
/// The releases from before that.
const BEFORE: &[&str] = &["buster", "bullseye", "bookworm", "bionic", "focal", "jammy"];

/// The package that brings a library in a release of Debian or Ubuntu, where that is known.
pub fn package(library: &str, codename: &str) -> Option<String> {
    if library == "libgeos_c.so.1" {
        return Some(if BEFORE.contains(&codename) { "libgeos-c1v5" } else { "libgeos-c1t64" }.to_owned());
    }
    let (_, package) = PACKAGES.iter().find(|(known, _)| *known == library)?;
    let renamed = RENAMED.contains(package) && !BEFORE.contains(&codename);
    Some(if renamed { format!("{package}t64") } else { (*package).to_owned() })
}

/// The Docker step that installs packages.
pub fn instruction(packages: &[String]) -> String {
    format!(
        "RUN apt-get update && apt-get install --yes --no-install-recommends {} && rm -rf /var/lib/apt/lists/*",
        packages.join(" ")
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_library_has_one_package_and_every_renamed_package_is_one_of_them() {
        let libraries: BTreeSet<_> = PACKAGES.iter().map(|(library, _)| library).collect();
        assert_eq!(libraries.len(), PACKAGES.len());
        assert!(RENAMED.iter().all(|renamed| PACKAGES.iter().any(|(_, package)| package == renamed)));
    }

    #[test]
    fn packages_have_the_name_of_the_release() {
        assert_eq!(package("libgthread-2.0.so.0", "bookworm").as_deref(), Some("libglib2.0-0"));
        assert_eq!(package("libgthread-2.0.so.0", "trixie").as_deref(), Some("libglib2.0-0t64"));
        assert_eq!(package("libGL.so.1", "noble").as_deref(), Some("libgl1"));
        assert_eq!(package("libnobody.so.1", "noble"), None);
    }
}
