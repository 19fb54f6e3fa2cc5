//! Base images that are no longer maintained, by the list of July 2026 in Azure's documentation of its environments.

/// Where they are.
pub const REGISTRY: &str = "mcr.microsoft.com";

/// Their repositories.
pub const DEPRECATED: [&str; 17] = [
    "azureml/base",
    "azureml/base-gpu",
    "azureml/base-lite",
    "azureml/intelmpi2018.3-cuda10.0-cudnn7-ubuntu16.04",
    "azureml/intelmpi2018.3-cuda9.0-cudnn7-ubuntu16.04",
    "azureml/intelmpi2018.3-ubuntu16.04",
    "azureml/o16n-base/python-slim",
    "azureml/openmpi3.1.2-cuda10.0-cudnn7-ubuntu16.04",
    "azureml/openmpi3.1.2-ubuntu16.04",
    "azureml/openmpi3.1.2-cuda10.0-cudnn7-ubuntu18.04",
    "azureml/openmpi3.1.2-cuda10.1-cudnn7-ubuntu18.04",
    "azureml/openmpi3.1.2-cuda10.2-cudnn7-ubuntu18.04",
    "azureml/openmpi3.1.2-cuda10.2-cudnn8-ubuntu18.04",
    "azureml/openmpi3.1.2-ubuntu18.04",
    "azureml/openmpi4.1.0-cuda11.0.3-cudnn8-ubuntu18.04",
    "azureml/openmpi4.1.0-cuda11.1-cudnn8-ubuntu18.04",
    "azureml/openmpi4.1.0-ubuntu20.04",
];
