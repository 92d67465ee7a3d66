from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "careerguide.accounts"
    verbose_name = "Signing in"
