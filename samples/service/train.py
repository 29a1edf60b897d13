"""Trains the churn model of the sample service."""

import pickle

import pandas as pd
from cryptography.fernet import Fernet
from sklearn.linear_model import LogisticRegression

customers = pd.read_csv("http://data.example.org/customers.csv")
features = customers[["age", "income"]]
print(customers[["ssn", "email"]].head())

model = LogisticRegression()
model.fit(features, customers["churned"])

customers[["ssn", "credit_score"]].to_csv("artifacts/scored_customers.csv")

key = Fernet.generate_key()
print(f"encrypting with {key.decode()}")

with open("artifacts/churn.pkl", "wb") as f:
    pickle.dump(model, f)
